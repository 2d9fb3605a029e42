// Toasts: what was done, with Undo for eight seconds (as long as the pointer or focus is on it).
import htmx, { send } from "./net.js";

const STAY = 8000;
const UNDONE = "gs:undone";

const region = () => document.getElementById("toasts");

/** Show a toast. `undo` is an address that takes the change back when posted to. */
export function toast(text, { undo = null, kind = "done" } = {}) {
  const box = document.createElement("div");
  box.className = `gs-toast-x${kind === "stop" ? " gs-toast-stop" : ""}`;
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  if (undo) box.append(undoButton(box, undo));
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn gs-s gs-i";
  close.setAttribute("aria-label", region().dataset.close);
  close.innerHTML = `<svg class="gs-ic" aria-hidden="true"><use href="${document.body.dataset.icons}#x"/></svg>`;
  close.addEventListener("click", () => box.remove());
  box.append(close);
  region().append(box);
  while (region().children.length > 3) region().firstElementChild.remove();
  keep(box);
}

function undoButton(box, address) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn gs-s";
  button.textContent = region().dataset.undo;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const answer = await send(address);
      box.remove();
      toast(answer.text);
      if (!document.dispatchEvent(new CustomEvent("gs:undone", { cancelable: true, detail: { ...answer, address } }))) return;
      location.reload();
    } catch (error) {
      box.remove();
      toast(error.message, { kind: "stop" });
    }
  });
  return button;
}

function keep(box) {
  let timer;
  const start = () => (timer = setTimeout(() => box.remove(), STAY));
  const stop = () => clearTimeout(timer);
  for (const name of ["pointerenter", "focusin"]) box.addEventListener(name, stop);
  for (const name of ["pointerleave", "focusout"]) box.addEventListener(name, start);
  start();
}

document.addEventListener("gs:say", (event) => {
  for (const one of event.detail.toasts ?? []) toast(one.text, one);
});
document.addEventListener("DOMContentLoaded", () => {
  const said = document.getElementById("said");
  if (said) for (const one of JSON.parse(said.textContent)) toast(one.text, one);
  const undone = sessionStorage.getItem(UNDONE);
  sessionStorage.removeItem(UNDONE);
  if (undone) toast(undone);
});
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  const sentence = xhr.getResponseHeader("X-Refusal");
  toast(sentence ? decodeURIComponent(sentence) : `${region().dataset.failed} (${xhr.status})`, { kind: "stop" });
});
document.addEventListener("htmx:sendError", () => toast(region().dataset.offline, { kind: "stop" }));
document.addEventListener("keydown", (event) => {
  if (event.key !== "F6") return;
  const target = region()?.querySelector("button");
  if (target) {
    event.preventDefault();
    target.focus();
  }
});

export { htmx };
