// Settings: copying what is shown once, selects that send themselves, dialogs that hold an error.
import { onMount } from "./mount.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = document.querySelector(button.dataset.copy)?.textContent ?? "";
  try {
    await navigator.clipboard.writeText(text.trim());
    button.lastChild.textContent = button.dataset.copied;
  } catch {
    // no clipboard (an address without TLS): mark the text, so that Ctrl-C takes it
    getSelection()?.selectAllChildren(document.querySelector(button.dataset.copy));
  }
});

document.addEventListener("change", (event) => {
  event.target.closest("form[data-send-on-change]")?.requestSubmit();
});

// a row of choices shows which one is chosen, before it is saved
document.addEventListener("change", (event) => {
  const table = event.target.matches?.("input[type=radio]") && event.target.closest(".gs-set-choose");
  if (!table) return;
  for (const radio of table.querySelectorAll("input[type=radio]")) {
    const rows = radio.closest("tbody").querySelectorAll("tr").length > 1 && radio.closest("th").rowSpan > 1
      ? radio.closest("tbody").querySelectorAll("tr")
      : [radio.closest("tr")];
    for (const row of rows) row.toggleAttribute("aria-selected", false);
    if (radio.checked) for (const row of rows) row.setAttribute("aria-selected", "true");
  }
});

onMount((root) => {
  // on a phone the list of sections is a row that scrolls: bring the present one into view
  const list = root.querySelector?.(".gs-set-nav");
  const here = list?.querySelector("[aria-current]");
  if (here && list.scrollWidth > list.clientWidth) list.scrollLeft = here.offsetLeft - list.offsetLeft - 16;
  for (const dialog of root.querySelectorAll("dialog[data-open-now]")) if (!dialog.open) dialog.showModal();
});
