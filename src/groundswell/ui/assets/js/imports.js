// The import wizard: sorts of faults as filters, and no import of what was changed but not tried.
import { onMount } from "./mount.js";

document.addEventListener("click", (event) => {
  const chip = event.target.closest?.("[data-sort]");
  const faults = chip?.closest("[data-faults]");
  if (!faults) return;
  for (const other of faults.querySelectorAll("[data-sort]")) {
    other.setAttribute("aria-pressed", String(other === chip));
    other.classList.toggle("gs-on", other === chip);
  }
  for (const body of faults.querySelectorAll("[data-of]")) {
    body.hidden = Boolean(chip.dataset.sort) && body.dataset.of !== chip.dataset.sort;
  }
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-edits]");
  if (!form) return;
  if (event.target.name === "match") {
    if (event.target.value) form.requestSubmit();
    return;
  }
  dirty(true);
});

function dirty(on) {
  for (const one of document.querySelectorAll("[data-dirty]")) one.hidden = !on;
  for (const one of document.querySelectorAll("[data-clean]")) one.hidden = on;
  for (const one of document.querySelectorAll("[data-go]")) {
    one.disabled = on;
    one.classList.toggle("btn-primary", !on);
  }
  for (const one of document.querySelectorAll("[data-try]")) one.classList.toggle("btn-primary", on || !document.querySelector("[data-go]"));
}

onMount((root) => {
  for (const sorts of root.querySelectorAll("[data-sorts]")) sorts.hidden = sorts.children.length < 3;
});
