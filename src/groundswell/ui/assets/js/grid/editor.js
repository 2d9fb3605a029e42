/* The field inside a cell while it is edited. Which field depends on the column: a list of words for
   choices, a date field where fingers pick, otherwise a text that takes what is typed. */

const coarse = () => matchMedia("(pointer: coarse)").matches;

/** Put a field into a cell. `typed` is the key that began it, `pointed` says that a pointer did; what is
    chosen by pointer is meant. `done(value | null, key)` ends it. */
export function edit(cell, column, { typed = null, pointed = false, done }) {
  const was = cell.dataset.v ?? cell.textContent.trim();
  const field = column.choices ? choices(column, was) : line(column, typed ?? was);
  field.className = "gs-celled";
  field.setAttribute("aria-label", column.label);
  cell.append(field);
  field.focus();
  if (typed === null && field.select) field.select();
  if (pointed && field.showPicker && column.choices) {
    field.addEventListener("change", () => end(field.value, "pointer"));
    try {
      field.showPicker();
    } catch {
      // without a gesture of the person the browser keeps it shut; typing still chooses
    }
  }
  let over = false;
  const end = (value, key) => {
    if (over) return;
    over = true;
    field.remove();
    done(value === was ? null : value, key);
  };
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && event.altKey && field.tagName === "TEXTAREA") {
      field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
    } else if (event.key === "Enter" || event.key === "Tab") {
      end(field.value, event.shiftKey ? `Shift+${event.key}` : event.key);
    } else if (event.key === "Escape") {
      end(was, "Escape");
    } else {
      event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  field.addEventListener("blur", () => end(field.value, "blur"));
  return field;
}

function choices(column, was) {
  const field = document.createElement("select");
  for (const [value, label] of column.choices) field.add(new Option(label, value, false, value === was));
  if (![...field.options].some((option) => option.value === was)) {
    const kept = new Option(was, was, true, true);
    field.prepend(kept);
    field.value = was;
  }
  return field;
}

function line(column, value) {
  const field = document.createElement(column.edit === "text" ? "textarea" : "input");
  if (column.edit === "date" && coarse()) field.type = "date";
  else if (column.edit === "number" || column.edit === "money") field.inputMode = "decimal";
  if (field.tagName === "TEXTAREA") field.rows = 1;
  field.autocomplete = "off";
  field.spellcheck = column.edit === "text";
  field.value = value;
  return field;
}
