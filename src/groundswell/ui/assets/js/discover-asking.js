// Every change of Discover goes through here: one request at a time, the newest wins.
import htmx from "./net.js";
import { onMount } from "./mount.js";
import { clearSelection } from "./rows.js";
import { toast } from "./toast.js";

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

let running = null;
let swapping = false;
let bar;

/** Fetch an answer and put it in its places; what is overtaken is dropped without a word. */
async function go(parameters) {
  const address = `${page().dataset.discover}?${panelState(new URLSearchParams(parameters))}`;
  running?.abort();
  const own = (running = new AbortController());
  busy(true);
  try {
    const headers = { "HX-Request": "true", "HX-Target": "results" };
    const response = await fetch(address, { headers, signal: own.signal });
    const text = await response.text();
    if (own === running) show(response, text, parameters);
  } catch (error) {
    if (error.name !== "AbortError") document.dispatchEvent(new CustomEvent("htmx:sendError"));
  }
  if (own !== running) return;
  running = null;
  busy(false);
}

function busy(on) {
  clearTimeout(bar);
  const line = document.getElementById("wait");
  if (on) bar = setTimeout(() => line?.classList.add("gs-on"), 400);
  else line?.classList.remove("gs-on");
  document.getElementById("results")?.classList.toggle("htmx-request", on);
}

function show(response, text, parameters) {
  for (const [name, detail] of Object.entries(JSON.parse(response.headers.get("HX-Trigger") ?? "{}"))) {
    document.dispatchEvent(new CustomEvent(name, { detail }));
  }
  if (response.redirected || !/^(200|422)$/.test(response.status)) {
    const sentence = response.headers.get("X-Refusal");
    if (sentence) toast(decodeURIComponent(sentence), { kind: "stop" });
    else location.href = response.redirected ? response.url : `${page().dataset.discover}?${parameters}`;
    return;
  }
  if (response.status === 422) {
    document.getElementById("fault").innerHTML = text;
    return;
  }
  dirty.clear();
  const url = response.headers.get("HX-Push-Url");
  if (url && url !== location.pathname + location.search) {
    history.replaceState({ ...history.state, htmx: true }, ""); // so that Back asks for this one too
    const write = parameters.get("draft") || drafting() ? "replaceState" : "pushState";
    history[write]({ htmx: true }, "", url);
  }
  const list = document.getElementById("results");
  list.dataset.total = /data-total-of="(\d+)"/.exec(text)?.[1] ?? "0";
  list.dataset.all = "";
  swapping = true; // what is taken out of the page says "change" once more
  htmx.swap(list, text, { swapStyle: "innerHTML" });
  swapping = false;
  const open = new URL(location.href).searchParams.get("peek");
  if (open) list.querySelector(`[data-row][data-key="${CSS.escape(open)}"]`)?.classList.add("gs-open");
  document.dispatchEvent(new CustomEvent("gs:answered", { detail: parameters }));
}

const drafting = () => new URL(location.href).searchParams.has("draft");

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
  if (!control || !event.target.name || swapping) return;
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
  bring(url, holder);
}

/** Fill a piece of the panel, unless it was drawn anew meanwhile. */
async function bring(url, into) {
  const response = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (response?.ok && into.isConnected) htmx.swap(into, await response.text(), { swapStyle: "innerHTML" });
}

onMount((root) => {
  if (!page()) return;
  for (const box of root.querySelectorAll("[data-keep-open]")) if (opened.has(box.dataset.keepOpen)) box.open = true;
  for (const shape of root.querySelectorAll("[data-shares]")) {
    const url = `${shape.dataset.shares}?${new URLSearchParams({ q: query(), name: shape.dataset.name })}`;
    delete shape.dataset.shares;
    bring(url, shape);
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
