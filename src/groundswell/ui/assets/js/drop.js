// Menus are <details class="gs-drop">: open without a script; this closes them and moves by arrows.
const open = () => document.querySelectorAll("details.gs-drop[open]");

document.addEventListener("click", (event) => {
  for (const drop of open()) {
    const inside = drop.contains(event.target);
    const chosen = inside && event.target.closest("[data-close-drop], .gs-menu a, .gs-menu button:not([data-stay])");
    if (!inside || chosen) drop.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const drop = event.target.closest?.("details.gs-drop[open]");
  if (!drop) return;
  if (event.key === "Escape") {
    drop.open = false;
    drop.querySelector("summary").focus();
    event.stopPropagation();
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  if (event.target.matches("input, textarea, select")) return;
  const items = [...drop.querySelectorAll(".gs-menu :is(a[href], button, input)")].filter((one) => !one.disabled && one.offsetParent);
  if (!items.length) return;
  event.preventDefault();
  const at = items.indexOf(document.activeElement);
  items.at((at + (event.key === "ArrowDown" ? 1 : -1) + (at < 0 && event.key === "ArrowUp" ? 1 : 0)) % items.length).focus();
});
