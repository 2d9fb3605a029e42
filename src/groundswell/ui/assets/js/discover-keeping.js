// Saved and recent searches: the menu, the link to share, and noting what somebody stayed with.
import { csrf } from "./net.js";
import { onMount } from "./mount.js";
import { toast } from "./toast.js";
import { page, query } from "./discover-asking.js";

const STAYED = 3000; // ms with one answer before the search counts as one
let timer;
let noted = "";

function stay() {
  clearTimeout(timer);
  timer = setTimeout(note, STAYED);
}

function note() {
  const text = page() && query();
  if (!text || text === noted) return;
  noted = text;
  const body = new URLSearchParams({ q: text, total: document.getElementById("results").dataset.total });
  fetch(page().dataset.recent, { method: "POST", body, headers: { "X-CSRFToken": csrf() } }).catch(() => {});
}

document.addEventListener("gs:answered", stay);
onMount((root) => root === document && page() && stay());

document.addEventListener(
  "toggle",
  async (event) => {
    const box = event.target;
    if (!box.dataset?.searches || !box.open) return;
    const response = await fetch(box.dataset.searches, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (response?.ok) box.querySelector("[data-searches-in]").innerHTML = await response.text();
  },
  true,
);

document.addEventListener("click", async (event) => {
  if (event.target.closest('[data-dialog="save-dialog"]')) {
    document.querySelector("[data-save-what]").textContent = document.getElementById("sentence").textContent.trim();
    document.getElementById("save-name")?.focus();
  }
  const copy = event.target.closest("[data-copy-link]");
  if (!copy) return;
  const url = new URL(location.href);
  url.searchParams.delete("peek");
  try {
    await navigator.clipboard.writeText(url.href);
    toast(copy.dataset.said);
  } catch {
    prompt("", url.href);
  }
});
