// Rows of a list: J and K walk, Enter opens, X ticks, Esc closes; ticks feed the bulk bar.
//
//   <form data-rows data-total="1284">        the list; data-total: how many match in all
//     <div data-bulk hidden> <b data-count></b> <button type="button" data-all-matching>…</button>
//       <input type="hidden" name="all" value=""> </div>
//     <input type="checkbox" data-tick-all>
//     <tr data-row data-key="prf_…" tabindex="-1"> <input type="checkbox" name="id" value="prf_…" data-tick>
//       <a data-open …>
import { closePanel, isOpen } from "./panel.js";
import { onMount } from "./mount.js";

const typing = (element) => element.closest?.('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"], [role="grid"], dialog');
const lists = () => [...document.querySelectorAll("[data-rows]")].filter((list) => list.offsetParent);
const rowsOf = (list) => [...list.querySelectorAll("[data-row]")];
// in this order, because a row may still stand open while the next one is on its way
const current = (list) =>
  ["[data-row]:focus-within", "[data-row].gs-at", "[data-row].gs-open"].reduce((found, one) => found ?? list.querySelector(one), null);

function go(list, row) {
  for (const old of list.querySelectorAll(".gs-at")) old.classList.remove("gs-at");
  row.classList.add("gs-at");
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  if (isOpen()) row.querySelector("[data-open]")?.click();
}

function step(list, by) {
  const rows = rowsOf(list);
  if (!rows.length) return;
  const at = rows.indexOf(current(list));
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
  if (next) go(list, next);
  else if (by > 0) list.querySelector("[data-more]")?.click();
}

document.addEventListener("gs:step", (event) => lists()[0] && step(lists()[0], event.detail));

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && isOpen() && !event.target.closest?.("dialog[open]")) {
    closePanel();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const list = event.target.closest?.("[data-rows]") ?? lists()[0];
  if (!list) return;
  const row = current(list);
  if (event.key === "j" || event.key === "k") step(list, event.key === "j" ? 1 : -1);
  else if (event.key === "x" && row) tick(row, event);
  else if (event.key === "Enter" && row && event.target === row) row.querySelector("[data-open]")?.click();
  else return;
  event.preventDefault();
});

function tick(row) {
  const box = row.querySelector("[data-tick]");
  if (!box) return;
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

// -------------------------------------------------------------------------------- selection

const chosen = new WeakMap(); // list → Set of keys, which outlives a swap of the rows
const keysOf = (list) => {
  if (!chosen.has(list)) chosen.set(list, new Set());
  return chosen.get(list);
};

/** The keys ticked in a list, across pages; `all` is true where every match was chosen. */
export function selection(list) {
  return { keys: [...keysOf(list)], all: list.dataset.all === "1" };
}

export function clearSelection(list) {
  keysOf(list).clear();
  list.dataset.all = "";
  paint(list);
}

let last = null;

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-tick]");
  if (!box) return;
  const list = box.closest("[data-rows]");
  if (event.shiftKey && last && list.contains(last)) {
    const boxes = [...list.querySelectorAll("[data-tick]")];
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
    for (const one of boxes.slice(from, to + 1)) mark(list, one, box.checked);
    paint(list);
  }
  last = box;
});

const mark = (list, box, on) => keysOf(list)[on ? "add" : "delete"](box.value);

document.addEventListener("change", (event) => {
  const list = event.target.closest?.("[data-rows]");
  if (!list) return;
  if (event.target.matches("[data-tick-all]")) {
    for (const box of list.querySelectorAll("[data-tick]")) mark(list, box, event.target.checked);
  } else if (event.target.matches("[data-tick]")) mark(list, event.target, event.target.checked);
  else return;
  list.dataset.all = "";
  paint(list);
});

document.addEventListener("click", (event) => {
  const list = event.target.closest?.("[data-rows]");
  if (!list) return;
  if (event.target.closest("[data-all-matching]")) {
    list.dataset.all = "1";
    paint(list);
  } else if (event.target.closest("[data-clear-selection]")) clearSelection(list);
});

function paint(list) {
  const { keys, all } = selection(list);
  const boxes = [...list.querySelectorAll("[data-tick]")];
  for (const box of boxes) {
    box.checked = all || keysOf(list).has(box.value);
    box.closest("[data-row]")?.setAttribute("aria-selected", String(box.checked));
  }
  const head = list.querySelector("[data-tick-all]");
  if (head) {
    head.checked = boxes.length > 0 && boxes.every((box) => box.checked);
    head.indeterminate = !head.checked && (all || keys.length > 0);
    head.classList.toggle("gs-some", head.indeterminate);
  }
  const many = all ? Number(list.dataset.total) : keys.length;
  for (const bulk of list.querySelectorAll("[data-bulk]")) {
    bulk.hidden = many === 0;
    for (const count of bulk.querySelectorAll("[data-count]")) count.textContent = many.toLocaleString(document.documentElement.lang);
    for (const field of bulk.querySelectorAll('input[name="all"]')) field.value = all ? "1" : "";
    for (const button of bulk.querySelectorAll("[data-all-matching]")) button.hidden = all || many >= Number(list.dataset.total);
  }
  list.dispatchEvent(new CustomEvent("gs:selected", { bubbles: true, detail: { keys, all, many } }));
}

// keys ticked on other pages go along with whatever the form or one of its buttons sends
document.addEventListener("htmx:configRequest", (event) => {
  const list = event.detail.elt.closest?.("[data-rows]") ?? document.querySelector(event.detail.elt.dataset?.selectionOf || "#none");
  if (!list || event.detail.verb === "get") return;
  const { keys, all } = selection(list);
  event.detail.parameters.delete?.("id");
  for (const key of all ? [] : keys) event.detail.parameters.append("id", key);
  if (all) event.detail.parameters.set("all", "1");
});

onMount((root) => {
  const within = root.closest?.("[data-rows]");
  for (const list of within ? [within] : root.querySelectorAll("[data-rows]")) paint(list);
});
