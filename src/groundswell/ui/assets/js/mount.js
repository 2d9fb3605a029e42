// One place where modules learn of new elements: at load and after every htmx swap.
const mounts = [];

/** Call `mount(root)` for the page and for each piece that htmx brings later. */
export function onMount(mount) {
  mounts.push(mount);
  if (document.readyState !== "loading") mount(document);
}

document.addEventListener("DOMContentLoaded", () => mounts.forEach((mount) => mount(document)));
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) mounts.forEach((mount) => mount(event.detail.elt));
});
document.addEventListener("htmx:historyRestore", () => mounts.forEach((mount) => mount(document)));
