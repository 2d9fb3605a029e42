// The table of a list as a spreadsheet: role="grid" with one focus, ranges, typing, pasting, undo.
//
//   <div data-grid data-rows-url data-cells-url data-total="62" data-block="100">
//     <div data-gridscroll> <table role="grid"> <thead><tr><th data-col="stage" data-edit="choice" …>
//     <p data-gridsay role="status"> (announced)  <div data-grid-errors>
// What is written goes to data-cells-url; the answer says which cells were not taken, and why.
import { Area } from "./grid/area.js";
import { Blocks } from "./grid/blocks.js";
import { Clipboard } from "./grid/clipboard.js";
import { edit } from "./grid/editor.js";
import { Writer } from "./grid/writer.js";
import { onMount } from "./mount.js";
import htmx, { send } from "./net.js";
import { clearSelection } from "./rows.js";

const PRINTABLE = (event) => event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;

class Grid {
  constructor(box) {
    this.box = box;
    this.words = JSON.parse(box.querySelector('script[type="application/json"]').textContent);
    this.scroller = box.querySelector("[data-gridscroll]");
    this.table = box.querySelector("table");
    this.columns = [...this.table.tHead.rows[0].cells].map((head) => ({
      key: head.dataset.col ?? "",
      edit: head.dataset.edit ?? "",
      label: head.dataset.label ?? head.textContent.trim(),
      choices: head.dataset.choices ? JSON.parse(head.dataset.choices) : null,
    }));
    this.total = Number(box.dataset.total);
    this.area = new Area(this.total, this.columns.length);
    this.writer = new Writer(this);
    this.clipboard = new Clipboard(this);
    this.blocks = new Blocks(this.table, this.scroller, {
      url: box.dataset.rowsUrl,
      total: this.total,
      size: Number(box.dataset.block),
      filled: (body, held) => this.filled(body, held),
    });
    this.area.go(Number(this.table.querySelector("tbody:not(.gs-away)")?.dataset.block ?? 0) * this.blocks.size, 1);
    this.listen();
    this.paint();
  }

  listen() {
    const on = (name, what) => this.table.addEventListener(name, what);
    on("keydown", (event) => this.key(event));
    on("pointerdown", (event) => this.press(event));
    on("dblclick", (event) => event.target.closest("td") && this.begin(null, true));
    on("focusin", (event) => this.focused(event));
  }

  // ------------------------------------------------------------------------------ cells

  cell(row, column) {
    const line = row < 0 ? this.table.tHead.rows[0] : this.blocks.row(row);
    return line?.cells[column] ?? null;
  }

  keyOf(row) {
    return this.blocks.row(row)?.dataset.key;
  }

  text(row, column) {
    const cell = this.cell(row, column);
    return cell ? (cell.dataset.v ?? cell.textContent.trim()) : "";
  }

  /** What the server last said stands there, also where something else was typed since. */
  saved(row, column) {
    return this.cell(row, column)?.dataset.was ?? this.text(row, column);
  }

  show(cell, value) {
    cell.dataset.was ??= cell.dataset.v ?? cell.textContent.trim();
    cell.dataset.v = value;
    cell.textContent = value;
  }

  /** The place of a profile among the rows that are here, or -1. */
  rowOf(key) {
    const line = this.table.querySelector(`tbody [data-key="${CSS.escape(key)}"]`);
    return line ? this.placeOf(line.cells[1])[0] : -1;
  }

  placeOf(cell) {
    const line = cell.parentElement;
    if (line.parentElement === this.table.tHead) return [-1, cell.cellIndex];
    const body = line.parentElement;
    return [Number(body.dataset.block) * this.blocks.size + line.sectionRowIndex, cell.cellIndex];
  }

  filled(body, held) {
    htmx.process(body);
    document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: body } }));
    this.paint();
    if (held) this.keep();
  }

  /** Show the area, the focus and what was not taken, in the rows that are here. */
  paint() {
    const { area } = this;
    for (const old of this.table.querySelectorAll(".gs-inr, .gs-act, [tabindex='0']")) {
      old.classList.remove("gs-inr", "gs-act");
      if (old.matches("td, th")) old.tabIndex = -1;
      old.removeAttribute("aria-selected");
    }
    const active = this.cell(area.row, area.column) ?? this.table.querySelector("tbody:not(.gs-away) td:nth-child(2)");
    if (active) active.tabIndex = 0;
    active?.classList.add("gs-act");
    if (!area.single)
      for (let row = area.top; row <= area.bottom; row += 1) {
        const line = this.blocks.row(row);
        for (let c = area.left; line && c <= area.right; c += 1) {
          line.cells[c].classList.add("gs-inr");
          line.cells[c].setAttribute("aria-selected", "true");
        }
      }
    for (const [place, problem] of this.writer.wrong) this.complain(place, problem);
  }

  complain(place, { value, sentence }) {
    const [key, name] = place.split("\n");
    const column = this.columns.findIndex((one) => one.key === name);
    const cell = this.table.querySelector(`[data-key="${CSS.escape(key)}"]`)?.cells[column];
    if (!cell || cell.querySelector(".gs-celled")) return;
    cell.classList.add("gs-bad");
    cell.setAttribute("aria-invalid", "true");
    cell.title = sentence;
    this.show(cell, value);
  }

  async go(row, column, { extend = false, focus = true } = {}) {
    this.area.go(row, column, extend);
    const { area } = this;
    if (area.row >= 0 && !this.blocks.row(area.row)) await this.blocks.reach(area.row);
    this.paint();
    const cell = this.cell(area.row, area.column);
    if (focus) cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (!area.single) this.tell("range", { rows: area.height, columns: area.width });
  }

  focused(event) {
    const cell = event.target.closest("td, th");
    if (!cell || event.target.closest(".gs-celled")) return;
    const [row, column] = this.placeOf(cell);
    if (row === this.area.row && column === this.area.column) return;
    if (!this.area.single && this.area.holds(row, column)) return;
    this.area.go(row, column);
    this.paint();
  }

  tell(word, values = {}) {
    const text = (this.words[word] ?? word).replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");
    this.box.querySelector("[data-gridsay]").textContent = text;
    return text;
  }

  // ------------------------------------------------------------------------------ keys

  key(event) {
    if (event.defaultPrevented || event.target.closest(".gs-celled")) return;
    const line = event.target.closest("tr");
    if (event.target === line) this.area.go(this.placeOf(line.cells[1])[0], 1);
    const control = event.ctrlKey || event.metaKey;
    if (control && this.command(event)) event.preventDefault();
    else if (this.walk(event) || this.act(event)) event.preventDefault();
  }

  command(event) {
    const key = event.key.toLowerCase();
    if (key === "z" || key === "y") {
      if (key === "y" || event.shiftKey) this.writer.redo();
      else this.writer.undo();
      return true;
    }
    if (key === "d") return this.fillDown();
    if (key === "a") {
      [this.area.row, this.area.column, this.area.toRow, this.area.toColumn] = [0, 1, this.total - 1, this.columns.length - 1];
      this.paint();
      this.tell("range", { rows: this.area.height, columns: this.area.width });
      return true;
    }
    return false;
  }

  walk(event) {
    const { area } = this;
    if (event.key === "Tab") {
      const column = area.column + (event.shiftKey ? -1 : 1);
      if (column < 1 || column >= this.columns.length) return false; // the way out of the grid
      this.go(area.row, column);
      return true;
    }
    if (event.altKey) return false;
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / this.blocks.height) - 3);
    const to = area.after(event.key, event.ctrlKey || event.metaKey, page);
    if (!to) return false;
    this.go(to[0], to[1], { extend: event.shiftKey && event.key !== "Tab" });
    return true;
  }

  act(event) {
    const { area } = this;
    const cell = this.cell(area.row, area.column);
    const column = this.columns[area.column];
    if (area.row < 0) {
      if (event.key !== "Enter" && event.key !== " ") return false;
      cell.querySelector("a, summary, input")?.click();
      return true;
    }
    if (event.key === "Enter" || event.key === "F2") {
      if (column.edit) this.begin();
      else cell.querySelector("[data-open], a, input")?.click() ?? cell.parentElement.querySelector("[data-open]")?.click();
      return true;
    }
    if (event.key === "Delete" || event.key === "Backspace") return this.clear();
    if (event.key === "Escape") return this.escape();
    if (event.key === " " && (event.shiftKey || area.column === 0 || !column.edit)) return this.tick();
    if (!PRINTABLE(event)) return false;
    if (!column.edit) return this.letter(event.key);
    if (column.edit === "tick") return event.key === " " ? this.begin() : false;
    this.begin(column.choices ? null : event.key);
    return true;
  }

  /** On cells that only show something, the letters of every list hold. */
  letter(key) {
    if (key === "j" || key === "k") this.go(this.area.row + (key === "j" ? 1 : -1), this.area.column);
    else if (key === "x") this.tick();
    else return false;
    return true;
  }

  escape() {
    if (this.area.single) return false;
    this.go(this.area.row, this.area.column);
    return true;
  }

  tick() {
    const boxes = [];
    for (let row = this.area.top; row <= this.area.bottom; row += 1) boxes.push(this.blocks.row(row)?.querySelector("[data-tick]"));
    const on = !boxes[0]?.checked;
    for (const box of boxes) if (box && box.checked !== on) box.click();
    this.cell(this.area.row, this.area.column)?.focus({ preventScroll: true });
    return true;
  }

  // ------------------------------------------------------------------------------ pointer

  press(event) {
    const cell = event.target.closest("td");
    if (!cell || event.button !== 0 || event.target.closest("a, input, .gs-celled, button, summary")) return;
    const [row, column] = this.placeOf(cell);
    if (event.pointerType !== "mouse") {
      if (row === this.area.row && column === this.area.column && this.columns[column].edit) this.begin(null, true);
      return; // a finger scrolls
    }
    event.preventDefault();
    const fill = this.onHandle(event);
    this.go(row, column, { extend: event.shiftKey || fill });
    const from = { top: this.area.top, bottom: this.area.bottom };
    const move = (moved) => {
      const over = document.elementFromPoint(moved.clientX, moved.clientY)?.closest("td");
      if (!over || !this.table.tBodies[0].parentElement.contains(over) || !over.closest("tbody")) return;
      const [r, c] = this.placeOf(over);
      if (r !== this.area.row || c !== this.area.column) this.go(r, fill ? this.area.column : c, { extend: true });
    };
    const up = () => {
      document.removeEventListener("pointermove", move);
      if (fill && this.area.bottom > from.bottom) this.fillDown();
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", up, { once: true });
  }

  /** The small square at the corner of the active cell fills downwards when it is pulled. */
  onHandle(event) {
    const cell = this.cell(this.area.row, this.area.column);
    if (!this.area.single || !cell || !this.columns[this.area.column].edit) return false;
    const { right, bottom } = cell.getBoundingClientRect();
    return Math.abs(event.clientX - right) < 7 && Math.abs(event.clientY - bottom) < 7;
  }

  // ------------------------------------------------------------------------------ writing

  begin(typed = null, pointed = false) {
    const { row, column } = this.area;
    const about = this.columns[column];
    const cell = this.cell(row, column);
    if (!about.edit || !cell || row < 0) return false;
    if (about.edit === "tick") {
      this.writer.write([{ row, column, value: this.text(row, column) === "yes" ? "" : "yes" }]);
      return true;
    }
    cell.classList.add("gs-editing");
    edit(cell, about, {
      typed,
      pointed,
      done: (value, key) => {
        cell.classList.remove("gs-editing");
        if (value !== null) this.writer.write([{ row, column, value }]);
        const next = { Enter: [1, 0], "Shift+Enter": [-1, 0], Tab: [0, 1], "Shift+Tab": [0, -1] }[key];
        if (next) this.go(Math.max(0, row + next[0]), Math.max(1, column + next[1]));
        else if (key === "Escape") this.go(row, column);
      },
    });
    return true;
  }

  /** Rows as the server has them now, and the sums below. */
  async renew(from = 0, to = this.total - 1) {
    await this.blocks.again(from, to);
    await this.foot();
    this.keep();
  }

  keep() {
    const at = document.activeElement;
    if (at?.closest(".gs-celled") || (at !== document.body && !this.box.contains(at))) return;
    this.cell(this.area.row, this.area.column)?.focus({ preventScroll: true });
  }

  async foot() {
    const url = new URL(this.box.dataset.rowsUrl, location.href);
    url.searchParams.set("part", "foot");
    const fresh = document.createElement("template");
    fresh.innerHTML = `<table>${await send(url, { method: "GET" })}</table>`;
    const foot = fresh.content.querySelector("tfoot");
    if (foot) this.table.tFoot?.replaceWith(foot);
  }

  clear() {
    return this.each(() => "", "cleared");
  }

  fillDown() {
    const { top, left } = this.area;
    const first = Array.from({ length: this.area.width }, (_, c) => this.text(top, left + c));
    return this.each((row, column) => (row === top ? null : first[column - left]), "filled");
  }

  each(value, word) {
    const { area } = this;
    this.blocks.reach(area.bottom).then(async () => {
      const cells = [];
      for (let row = area.top; row <= area.bottom; row += 1) {
        await this.blocks.reach(row);
        for (let column = area.left; column <= area.right; column += 1) {
          const text = value(row, column);
          if (text !== null && this.columns[column].edit) cells.push({ row, column, value: text });
        }
      }
      this.writer.write(cells, word);
    });
    return true;
  }
}

const grids = new WeakMap();

onMount((root) => {
  for (const box of root.querySelectorAll("[data-grid]"))
    if (!grids.has(box) && Number(box.dataset.total)) grids.set(box, new Grid(box));
});

const here = () => grids.get(document.querySelector("[data-grid]"));

document.addEventListener("gs:undone", (event) => {
  if (here()?.writer.undoneElsewhere(event.detail.address)) event.preventDefault();
});
// bulk actions and the panel say so when rows are not what they were
document.addEventListener("gs:rows-changed", (event) => {
  if (!here()) return;
  if (event.detail?.clear) clearSelection(here().box.closest("[data-rows]"));
  here().renew();
});
document.addEventListener("click", (event) => {
  if (!here()) return;
  if (event.target.closest("[data-grid-others]")) here().writer.writeOthers();
  if (event.target.closest("[data-grid-forget]")) {
    here().writer.forget();
    here().renew();
  }
  const jump = event.target.closest("[data-grid-jump]");
  if (!jump) return;
  const row = here().rowOf(jump.dataset.gridJump);
  if (row >= 0) here().go(row, here().columns.findIndex((one) => one.key === jump.dataset.column));
});
