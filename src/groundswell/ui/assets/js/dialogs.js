// Dialogs (destructive confirms, help), definitions, the theme switch, and keys for the whole page.
import { send } from "./net.js";

const find = (id) => id && document.getElementById(id);

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) find(opener.dataset.dialog)?.showModal();
  const closer = event.target.closest("[data-close-dialog]");
  if (closer) closer.closest("dialog")?.close();
  if (event.target.matches?.("dialog.gs-dialog")) event.target.close();
  const theme = event.target.closest("[data-set-theme]");
  if (theme) setTheme(theme.dataset.setTheme);
});

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  const address = document.body.dataset.themeUrl;
  if (address) send(address, { body: new URLSearchParams({ theme: name === "system" ? "" : name }) }).catch(() => {});
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable], [role=grid]");
  if (event.key === "?" && !typing && !event.ctrlKey && !event.metaKey) find("keys")?.showModal();
  if (event.key === "/" && !typing) {
    const box = document.querySelector("[data-search-box]");
    if (box) {
      event.preventDefault();
      box.focus();
    }
  }
});

// a request that takes longer than 400 ms shows a bar; what it replaces is dimmed by .htmx-request
let waiting = 0;
let timer;
const bar = () => document.getElementById("wait");
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.closest?.("[data-quiet]")) return;
  waiting += 1;
  timer ??= setTimeout(() => bar()?.classList.add("gs-on"), 400);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.closest?.("[data-quiet]")) return;
  waiting = Math.max(0, waiting - 1);
  if (waiting) return;
  clearTimeout(timer);
  timer = undefined;
  bar()?.classList.remove("gs-on");
});
