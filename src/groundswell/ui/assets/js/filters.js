// The filter panel: finding in long lists, adding controls, and the bottom sheet on a phone.
import { ask, page, query } from "./discover-asking.js";

let timer;

document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-find-in]");
  if (!field) return;
  clearTimeout(timer);
  timer = setTimeout(() => find(field), 140);
});

async function find(field) {
  const start = field.value.trim();
  const url = `${field.dataset.findIn}?${new URLSearchParams({ q: query(), start })}`;
  const response = await fetch(url, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  const into = document.getElementById(field.dataset.into);
  if (response?.ok && into && field.value.trim() === start) into.innerHTML = await response.text();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-find]");
  if (opener) {
    const box = document.getElementById(opener.dataset.find);
    box.hidden = !box.hidden;
    opener.setAttribute("aria-expanded", String(!box.hidden));
    if (!box.hidden) box.querySelector("input").focus();
  }
  const share = event.target.closest("[data-add-share]")?.closest("[data-share]");
  if (share) addShare(share.querySelector("[name=dimension]").value, share.querySelector("[name=key]").value);
  const cell = event.target.closest("[data-add-cell]")?.closest("[data-cell]");
  if (cell) {
    const part = (name) => cell.querySelector(`[data-cell-${name}]`).value.trim();
    addShare("cell", `${part("country") || "*"}/${part("age")}/${part("gender")}`);
  }
  if (event.target.closest("[data-filters-open]")) sheet(true);
  if (event.target.closest("[data-filters-close]")) sheet(false);
});

function addShare(dimension, key) {
  if (key.trim()) ask({ dimension, key: key.trim() });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("gs-sheet-open")) {
    sheet(false);
    event.preventDefault();
    return;
  }
  if (event.key !== "Enter" || !event.target.closest?.("[data-controls]")) return;
  if (event.target.matches("[name=key], [data-cell-country]")) {
    event.preventDefault();
    event.target.closest("[data-share], [data-cell]").querySelector("button").click();
  } else if (event.target.matches("input[type=text]")) {
    event.preventDefault();
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-dimension]")) {
    const key = event.target.closest("[data-share]").querySelector("[name=key]");
    const names = `keys-${event.target.value}`;
    key.value = "";
    if (document.getElementById(names)) key.setAttribute("list", names);
    else key.removeAttribute("list");
  }
  if (event.target.matches("[data-add-control]") && event.target.value) {
    const show = event.target.value;
    ask({ show });
    waitFor = show;
  }
});

// the control that was just added takes the focus
let waitFor = "";
document.addEventListener("gs:answered", () => {
  if (!waitFor) return;
  const control = [...document.querySelectorAll("[data-control]")].find((one) => one.dataset.control === waitFor);
  waitFor = "";
  control?.scrollIntoView({ block: "nearest" });
  control?.querySelector("input, select")?.focus();
});

// ------------------------------------------------------------------------------- on a phone

function sheet(open) {
  if (!page()) return;
  document.body.classList.toggle("gs-sheet-open", open);
  const panel = document.getElementById("filters");
  for (const other of [document.querySelector(".gs-qbar"), document.getElementById("results"), document.querySelector(".gs-nav-l")]) {
    if (other) other.inert = open;
  }
  const opener = document.querySelector("[data-filters-open]");
  opener?.setAttribute("aria-expanded", String(open));
  if (open) {
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-modal", "true");
    panel.focus();
  } else {
    panel.setAttribute("role", "complementary");
    panel.removeAttribute("aria-modal");
    opener?.focus();
  }
}
