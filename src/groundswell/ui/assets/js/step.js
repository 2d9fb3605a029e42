// J and K on a page that has a next and a previous one ([data-step="j"], [data-step="k"]).
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
  if (event.key !== "j" && event.key !== "k") return;
  const link = document.querySelector(`[data-step="${event.key}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
