// The search box: chips that are edited in place, completion, the text view, faults with their fixes.
import { ask, query } from "./discover-asking.js";

const box = () => document.getElementById("add");
const list = () => document.getElementById("offers");
const options = () => [...list().querySelectorAll('[role="option"]')];
const WAIT = 80; // ms between the last key and the request
let timer;
let searching;
let asked = 0;

// ------------------------------------------------------------------------------- completion

async function complete() {
  const turn = (asked += 1);
  const text = box().value;
  const url = `${box().dataset.complete}?${new URLSearchParams({ text })}`;
  const response = await fetch(url, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!response?.ok || turn !== asked || document.activeElement !== box()) return;
  const drawn = await response.text();
  const was = options()[chosen()]?.dataset.text;
  list().innerHTML = drawn;
  show(options().length > 0);
  const again = was === undefined ? -1 : options().findIndex((one) => one.dataset.text === was);
  if (again >= 0) choose(again); // a late answer takes nobody's choice away
}

function show(on) {
  list().hidden = !on;
  box().setAttribute("aria-expanded", String(on));
  if (!on) {
    box().removeAttribute("aria-activedescendant");
    asked += 1;
  }
}

function choose(at) {
  const all = options();
  if (!all.length) return;
  const index = ((at % all.length) + all.length) % all.length;
  all.forEach((one, n) => one.setAttribute("aria-selected", String(n === index)));
  box().setAttribute("aria-activedescendant", all[index].id);
  all[index].scrollIntoView({ block: "nearest" });
}

const chosen = () => options().findIndex((one) => one.getAttribute("aria-selected") === "true");

function take(option) {
  box().value = option.dataset.text;
  box().focus();
  if (option.hasAttribute("data-done")) commit();
  else later(complete, 0);
}

function later(what, wait = WAIT) {
  clearTimeout(timer);
  timer = setTimeout(what, wait);
}

// ------------------------------------------------------------------------------- what is typed

/** What stands in the box becomes a part of the query (or takes the place of the edited one). */
function commit() {
  clearTimeout(timer);
  clearTimeout(searching);
  show(false);
  const text = box().value.trim();
  const at = box().dataset.editing;
  if (!text && at === undefined) return;
  ask({ add: text, draft: null, ...(at === undefined ? {} : { at }) });
}

function edit(chip) {
  leave();
  const input = box();
  input.value = chip.dataset.text;
  input.dataset.editing = chip.dataset.chip;
  input.closest("[data-combo]").style.order = chip.dataset.chip;
  chip.hidden = true;
  input.focus();
  input.setSelectionRange(input.value.length, input.value.length);
}

/** Back to adding: the edited chip, if any, stays as it was. */
function leave() {
  const input = box();
  if (!input || input.dataset.editing === undefined) return;
  delete input.dataset.editing;
  input.closest("[data-combo]").style.order = "";
  input.value = "";
  for (const chip of document.querySelectorAll("[data-chip][hidden]")) chip.hidden = false;
}

document.addEventListener("input", (event) => {
  if (event.target !== box()) return;
  later(complete);
  clearTimeout(searching);
  if (box().dataset.editing === undefined) searching = setTimeout(() => ask({ draft: box().value.trim() || null }), WAIT);
});

document.addEventListener("keydown", (event) => {
  if (event.target !== box() || event.isComposing) return;
  const open = !list().hidden;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (!open) later(complete, 0);
    else choose(chosen() < 0 && event.key === "ArrowUp" ? -1 : chosen() + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (open && chosen() >= 0) take(options()[chosen()]);
    else commit();
  } else if (event.key === "Tab" && open && chosen() >= 0 && !event.shiftKey) {
    event.preventDefault();
    take(options()[chosen()]);
  } else if (event.key === "Escape" && (open || box().dataset.editing !== undefined || box().value)) {
    event.preventDefault();
    if (open) show(false);
    else if (box().dataset.editing !== undefined) leave();
    else {
      box().value = "";
      ask({ draft: null });
    }
  } else if (event.key === "Backspace" && !box().value && box().dataset.editing === undefined) {
    const chips = [...document.querySelectorAll("[data-chip]")];
    if (chips.length) {
      event.preventDefault();
      edit(chips.at(-1));
    }
  }
});

document.addEventListener("focusin", (event) => {
  if (event.target === box() && !box().value) later(complete, 0);
});
document.addEventListener("focusout", (event) => {
  if (event.target !== box()) return;
  setTimeout(() => {
    if (document.activeElement === box()) return;
    show(false);
    leave();
  }, 150);
});
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("#offers")) event.preventDefault(); // the box keeps the focus
});

document.addEventListener("click", (event) => {
  const option = event.target.closest("#offers [role=option]");
  if (option) take(option);
  const part = event.target.closest("[data-edit-chip]");
  if (part) edit(part.closest("[data-chip]"));
  const fix = event.target.closest("[data-fix]");
  if (fix) mend(fix);
  if (event.target.closest("[data-as-text]")) toggle();
  if (event.target.matches("[data-box], [data-words]")) box()?.focus();
});

function mend(fix) {
  if (fix.dataset.fixBox === "add") {
    box().value = fix.dataset.fix;
    commit();
  } else ask({ q: fix.dataset.fix, add: null, draft: null });
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-query]")) return;
  event.preventDefault();
  commit();
});

// ------------------------------------------------------------------------------- as text

const area = () => document.querySelector("[data-as-text-box]");

function toggle() {
  const button = document.querySelector("[data-as-text]");
  const on = area().hidden;
  area().hidden = !on;
  document.querySelector("[data-words]").hidden = on;
  button.setAttribute("aria-pressed", String(on));
  if (on) {
    area().value = query();
    area().focus();
  } else if (area().value.trim() !== query()) ask({ q: area().value.trim(), draft: null });
}

document.addEventListener("keydown", (event) => {
  if (event.target !== area()) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    ask({ q: area().value.trim(), draft: null });
  } else if (event.key === "Escape") {
    event.preventDefault();
    area().value = query();
    toggle();
    box().focus();
  }
});

// ------------------------------------------------------------------------------- answers

document.addEventListener("gs:answered", (event) => {
  if (event.detail.has("add") || event.detail.has("at")) {
    delete box().dataset.editing;
    box().closest("[data-combo]").style.order = "";
    box().value = "";
  }
  if (area() && !area().hidden) area().value = query();
});
document.addEventListener("htmx:historyRestore", () => box() && show(false));
