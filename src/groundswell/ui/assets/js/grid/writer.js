/* What is written into a grid: sent as one rectangle, taken whole or not at all; undone and done again
   in the order in which it was done. Cells that the server could not read keep what was typed, marked. */
import { send } from "../net.js";
import { toast } from "../toast.js";

export class Writer {
  constructor(grid) {
    this.grid = grid;
    this.done = [];
    this.undone = [];
    this.wrong = new Map();
    this.refused = null;
  }

  /** Write cells `{row, column, value}`; `word` says what was done (pasted, filled, cleared). */
  async write(cells, word = "") {
    const { grid } = this;
    const open = cells.filter(({ row, column }) => grid.columns[column].edit && grid.keyOf(row));
    if (!open.length) {
      grid.tell("readonly");
      return;
    }
    for (const { row, column, value } of open) {
      const cell = grid.cell(row, column);
      cell.classList.add("gs-sent");
      if (open.length === 1 && grid.columns[column].edit !== "tick") grid.show(cell, value);
    }
    await this.send({ ...this.rectangle(open), word });
    const rows = open.map(({ row }) => row);
    await grid.renew(Math.min(...rows), Math.max(...rows));
  }

  /** Rows and columns of the cells with their texts; what lies between keeps what it says. */
  rectangle(cells) {
    const { grid } = this;
    const rows = [...new Set(cells.map(({ row }) => row))].sort((a, b) => a - b);
    const at = [...new Set(cells.map(({ column }) => column))].sort((a, b) => a - b);
    const said = new Map(cells.map(({ row, column, value }) => [`${row}/${column}`, value]));
    const texts = rows.map((row) => at.map((column) => said.get(`${row}/${column}`) ?? grid.saved(row, column)));
    return { ids: rows.map((row) => grid.keyOf(row)), columns: at.map((column) => grid.columns[column].key), texts };
  }

  async send(block, again = false) {
    const { grid } = this;
    try {
      const answer = await send(grid.box.dataset.cellsUrl, { body: block });
      for (const id of block.ids) for (const column of block.columns) this.wrong.delete(`${id}\n${column}`);
      for (const { id, column, value, sentence } of answer.errors) this.wrong.set(`${id}\n${column}`, { value, sentence });
      this.refused = answer.errors.length ? block : null;
      this.report(answer);
      if (!answer.undo) return;
      this.done.push({ undo: answer.undo, block });
      if (!again) this.undone = [];
      if (block.word) toast(answer.text, { undo: answer.undo });
    } catch (error) {
      toast(error.message, { kind: "stop" });
    }
  }

  report({ text, errors, problems }) {
    this.grid.tell(text);
    const place = this.grid.box.querySelector("[data-grid-errors]");
    place.innerHTML = problems ?? "";
    place.hidden = !errors.length;
  }

  /** Write what was refused, without the cells that could not be read. */
  async writeOthers() {
    const { grid, refused } = this;
    if (!refused) return;
    const places = new Map(refused.ids.map((id) => [id, grid.rowOf(id)]));
    const texts = refused.texts.map((row, r) =>
      row.map((text, c) => {
        const id = refused.ids[r];
        const column = grid.columns.findIndex((one) => one.key === refused.columns[c]);
        return this.wrong.has(`${id}\n${refused.columns[c]}`) ? grid.saved(places.get(id), column) : text;
      }),
    );
    const kept = new Map(this.wrong);
    await this.send({ ...refused, texts });
    this.wrong = kept;
    this.refused = null;
    await grid.renew();
  }

  forget() {
    this.wrong.clear();
    this.refused = null;
    const place = this.grid.box.querySelector("[data-grid-errors]");
    place.hidden = true;
    place.replaceChildren();
  }

  async undo() {
    const change = this.done.pop();
    if (!change) return this.grid.tell("nothing");
    try {
      const answer = await send(change.undo);
      this.undone.push(change);
      this.grid.tell(answer.text);
    } catch (error) {
      toast(error.message, { kind: "stop" });
    }
    this.forget();
    return this.grid.renew();
  }

  async redo() {
    const change = this.undone.pop();
    if (!change) return this.grid.tell("nomore");
    await this.send(change.block, true);
    return this.grid.renew();
  }

  /** Whether a toast's Undo took back a change of ours; then it leaves the stack. */
  undoneElsewhere(address) {
    const at = this.done.findIndex(({ undo }) => undo === address);
    if (at < 0) return false;
    this.undone.push(...this.done.splice(at, 1));
    this.forget();
    this.grid.renew();
    return true;
  }
}
