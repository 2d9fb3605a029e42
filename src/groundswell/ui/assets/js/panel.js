// The side panel: detail beside the list. htmx fills #panel; Esc or a [data-close-panel] empties it.
import { onMount } from "./mount.js";

const panel = () => document.getElementById("panel");
const holder = () => panel()?.closest("[data-peek]");

export const isOpen = () => Boolean(panel() && !panel().hidden);

let turn = 0; // rises when the panel is closed: what is still on its way then stays out

export function closePanel() {
  if (!isOpen()) return;
  turn += 1;
  panel().hidden = true;
  panel().replaceChildren();
  holder()?.classList.remove("gs-peeked");
  const row = document.querySelector("[data-row].gs-open");
  row?.classList.remove("gs-open");
  row?.querySelector("[data-open]")?.focus({ preventScroll: true });
  const url = new URL(location.href);
  if (url.searchParams.has("peek")) {
    url.searchParams.delete("peek");
    history.replaceState(history.state, "", url);
  }
  document.dispatchEvent(new CustomEvent("gs:panel-closed"));
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target?.id === "panel") event.detail.requestConfig.panelTurn = turn;
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (target?.id === "panel" && (requestConfig?.panelTurn ?? turn) !== turn) event.detail.shouldSwap = false;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "panel") return;
  panel().hidden = false;
  holder()?.classList.add("gs-peeked");
  const opener = event.detail.requestConfig?.elt;
  const row = opener?.closest?.("[data-row]");
  if (!row) return;
  for (const old of document.querySelectorAll("[data-row].gs-open")) old.classList.remove("gs-open");
  row.classList.add("gs-open");
  if (!row.dataset.key) return;
  const url = new URL(location.href);
  url.searchParams.set("peek", row.dataset.key);
  history.replaceState(history.state, "", url);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-panel]")) closePanel();
  const step = event.target.closest("[data-panel-step]");
  if (step) document.dispatchEvent(new CustomEvent("gs:step", { detail: Number(step.dataset.panelStep) }));
});

onMount((root) => {
  if (root !== document) return;
  const wanted = new URL(location.href).searchParams.get("peek");
  if (!wanted || !panel() || isOpen()) return;
  document.querySelector(`[data-row][data-key="${CSS.escape(wanted)}"] [data-open]`)?.click();
});
