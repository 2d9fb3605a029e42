// Home: E and H do what the buttons of the row do; after that the next row is at hand.
const typing = (element) => element.closest?.("input, textarea, select, [contenteditable=true], dialog");
const deeds = { e: "done", h: "snooze" };
let at = -1;

document.addEventListener("keydown", (event) => {
  const name = deeds[event.key];
  if (!name || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const list = document.querySelector("[data-home]");
  const rows = [...(list?.querySelectorAll("[data-row]") ?? [])];
  const row = rows.find((one) => one.matches(":focus, :focus-within, .gs-at")) ?? rows[0];
  const button = row?.querySelector(`[data-deed="${name}"]`);
  if (!button) return;
  event.preventDefault();
  at = rows.indexOf(row);
  button.click();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "home" || at < 0) return;
  const rows = document.querySelectorAll("[data-home] [data-row]");
  const row = rows[Math.min(at, rows.length - 1)];
  row?.classList.add("gs-at");
  row?.focus();
  at = -1;
});
