// Ctrl-K or ⌘K: jump to a creator, list, page or action. The server answers the options.
import htmx from "./net.js";

const dialog = () => document.getElementById("palette");
const field = () => dialog().querySelector("input");
const options = () => [...dialog().querySelectorAll('[role="option"]')];

export function openPalette() {
  if (!dialog() || dialog().open) return;
  dialog().showModal();
  field().value = "";
  htmx.trigger(field(), "gs:ask");
  field().focus();
}

function choose(index) {
  const all = options();
  if (!all.length) return;
  const at = (index + all.length) % all.length;
  all.forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
  field().setAttribute("aria-activedescendant", all[at].id);
  all[at].scrollIntoView({ block: "nearest" });
}

const chosen = () => options().findIndex((one) => one.getAttribute("aria-selected") === "true");

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
    return;
  }
  if (!dialog()?.open || event.target !== field()) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(chosen() + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Enter") {
    event.preventDefault();
    options()[Math.max(0, chosen())]?.click();
  }
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "palette-options") choose(0);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-palette]")) openPalette();
  if (event.target === dialog()) dialog().close();
});
