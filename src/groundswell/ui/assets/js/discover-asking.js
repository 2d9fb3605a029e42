// Every change of Discover goes through here: one request at a time, the newest wins.
import htmx from "./net.js";
import { onMount } from "./mount.js";
import { clearSelection } from "./rows.js";

export const page = () => document.querySelector("[data-discover]");
export const query = () => document.getElementById("q")?.value ?? "";
const dirty = new Set(); // controls that were touched since the last answer

/** What stays from one answer to the next: view, columns, the open profile, groups of the panel. */
function kept() {
  const here = new URL(location.href).searchParams;
  const parameters = new URLSearchParams();
  for (const name of ["view", "cols", "peek"]) if (here.get(name)) parameters.set(name, here.get(name));
  return parameters;
}

/** How the panel stands, for the server to draw it alike. */
export function panelState(parameters) {
  const groups = [...document.querySelectorAll("[data-group][open]")].map((one) => one.dataset.group);
  parameters.set("groups", groups.join(","));
  const added = [...document.querySelectorAll("[data-extra]")].map((one) => one.dataset.control);
  const show = [...added, ...(parameters.get("show") ?? "").split(",")].filter(Boolean);
  if (show.length) parameters.set("show", [...new Set(show)].join(","));
  return parameters;
}

/** Ask for an answer. `changes` are parameters (null removes one); arrays are sent repeatedly. */
export function ask(changes = {}) {
  if (!page()) return;
  const parameters = kept();
  parameters.set("q", query());
  const draft = document.getElementById("add");
  if (draft?.value.trim() && !draft.dataset.editing) parameters.set("draft", draft.value.trim());
  addTouched(parameters);
  for (const [name, value] of Object.entries(changes)) {
    parameters.delete(name);
    for (const one of Array.isArray(value) ? value : value === null ? [] : [value]) parameters.append(name, one);
  }
  go(parameters);
}

/** Ask for the state that an address names. */
export function follow(href) {
  go(new URL(href, new URL(page().dataset.discover, location.href)).searchParams);
}

function go(parameters) {
  const url = `${page().dataset.discover}?${panelState(new URLSearchParams(parameters))}`;
  htmx.ajax("GET", url, { source: "#asker", target: "#results", swap: "innerHTML" });
}

// ------------------------------------------------------------------------------- the panel

function addTouched(parameters) {
  for (const name of dirty) {
    const boxes = [...document.querySelectorAll("[data-control]")].filter((one) => one.dataset.control === name);
    if (!boxes.length) continue;
    parameters.append("edit", name);
    const seen = new Set();
    for (const field of boxes.flatMap((box) => [...box.querySelectorAll("input[name], select[name]")])) {
      if (field.name === "edit" || ((field.type === "checkbox" || field.type === "radio") && !field.checked)) continue;
      const pair = `${field.name}\n${field.value}`;
      if (!field.value.trim() || seen.has(pair)) continue;
      seen.add(pair);
      parameters.append(field.name, field.value);
    }
  }
}

document.addEventListener("change", (event) => {
  const control = event.target.closest("[data-control]");
  if (!control || !event.target.name) return;
  dirty.add(control.dataset.control);
  ask();
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-controls]")) event.preventDefault();
});

// ------------------------------------------------------------------------------- links

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-go]");
  if (!link || !page() || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const box = document.getElementById("add");
  if (box) box.value = "";
  if (link.hasAttribute("data-more")) document.getElementById("results").scrollTop = 0;
  follow(link.href);
});
document.addEventListener("change", (event) => {
  if (event.target.dataset?.goTo) follow(event.target.dataset.goTo);
  if (event.target.matches?.("[data-column]")) {
    const on = [...document.querySelectorAll("[data-column]:checked")].map((one) => one.value);
    ask({ cols: on.join(",") || null });
  }
});
document.addEventListener("gs:search", (event) => ask({ q: event.detail.q, draft: null }));

// ------------------------------------------------------------------------------- answers

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "results" || event.detail.xhr.status !== 200) return;
  dirty.clear();
  const list = event.detail.target;
  list.dataset.total = list.querySelector("[data-total-of]")?.dataset.totalOf ?? "0";
  list.dataset.all = "";
  const open = new URL(location.href).searchParams.get("peek");
  if (open) list.querySelector(`[data-row][data-key="${CSS.escape(open)}"]`)?.classList.add("gs-open");
});

// details of the panel that stand open stay open when it is drawn anew
const opened = new Set();
document.addEventListener(
  "toggle",
  (event) => {
    const box = event.target;
    if (box.dataset?.keepOpen) opened[box.open ? "add" : "delete"](box.dataset.keepOpen);
    if (box.dataset?.group && box.open) load(box);
  },
  true,
);

function load(group) {
  const holder = group.querySelector("[data-lazy]");
  if (!holder) return;
  const url = `${holder.dataset.lazy}?${panelState(new URLSearchParams({ q: query() }))}`;
  delete holder.dataset.lazy;
  htmx.ajax("GET", url, { source: holder, target: holder, swap: "innerHTML" });
}

onMount((root) => {
  if (!page()) return;
  for (const box of root.querySelectorAll("[data-keep-open]")) if (opened.has(box.dataset.keepOpen)) box.open = true;
  for (const shape of root.querySelectorAll("[data-shares]")) {
    const url = `${shape.dataset.shares}?${new URLSearchParams({ q: query(), name: shape.dataset.name })}`;
    delete shape.dataset.shares;
    htmx.ajax("GET", url, { source: shape, target: shape, swap: "innerHTML" });
  }
});

document.addEventListener("gs:taken", () => {
  const list = document.getElementById("results");
  if (list) clearSelection(list);
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
});
// what an undo brings back is searched for again, in place
document.addEventListener("gs:undone", (event) => {
  if (!page()) return;
  event.preventDefault();
  ask();
});
