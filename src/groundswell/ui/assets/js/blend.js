// The blend builder: weights per field, shown as the formula that the query will hold.
import { ask } from "./discover-asking.js";

const dialog = () => document.querySelector("[data-blend]");

function terms() {
  return [...dialog().querySelectorAll("[data-term]")]
    .map((row) => ({
      field: row.querySelector("[data-field]").value,
      weight: Number(row.querySelector("[data-weight]").value.replace(",", ".").replace("−", "-")),
      log: row.querySelector("[data-log]").checked,
    }))
    .filter((term) => term.field && Number.isFinite(term.weight) && term.weight !== 0);
}

/** The sort as the query language writes it; empty without a field. */
export function formula(parts, ascending) {
  if (!parts.length) return "";
  const said = parts.map(({ field, weight, log }, at) => {
    const size = Math.abs(weight);
    const inner = log ? `log(${field})` : field;
    const sign = weight < 0 ? "-" : at ? "+" : "";
    return `${sign}${at && sign ? " " : ""}${size === 1 ? "" : `${size}*`}${inner}`;
  });
  return `sort:(${said.join(" ")})${ascending ? ":asc" : ""}`;
}

const written = () => formula(terms(), dialog().querySelector("[data-asc]").checked);

function paint() {
  if (!dialog()) return;
  dialog().querySelector("[data-formula]").textContent = written() || dialog().dataset.none || "";
  dialog().querySelector("[data-blend-go]").disabled = !written();
}

for (const name of ["input", "change"]) {
  document.addEventListener(name, (event) => {
    if (event.target.closest?.("[data-blend]")) paint();
  });
}
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-blend-go]")) return;
  const text = written();
  if (!text) return;
  dialog().close();
  ask({ add: text });
});
/** The rows as the present order has them, one empty row to spare. */
function fill() {
  const { terms: now, ascending } = JSON.parse(document.querySelector("[data-sort]").dataset.sort);
  const rows = [...dialog().querySelectorAll("[data-term]")];
  while (rows.length <= now.length) {
    rows.push(rows.at(-1).cloneNode(true));
    rows.at(-2).after(rows.at(-1));
  }
  const options = dialog().querySelector("[data-options]");
  rows.forEach((row, at) => {
    const select = row.querySelector("[data-field]");
    if (!select.options.length) select.append(options.content.cloneNode(true));
    select.value = now[at]?.field ?? "";
    row.querySelector("[data-weight]").value = String(now[at]?.weight ?? 1);
    row.querySelector("[data-log]").checked = now[at]?.log ?? false;
  });
  dialog().querySelector("[data-asc]").checked = ascending;
  paint();
}

document.addEventListener("click", (event) => {
  if (event.target.closest('[data-dialog="blend"]')) fill();
});
