/* Copy, cut and paste of a grid: blocks of text that every spreadsheet reads and writes. */
import { send } from "../net.js";
import { toast } from "../toast.js";
import { spread } from "./area.js";
import { format, parse } from "./tsv.js";

export class Clipboard {
  constructor(grid) {
    this.grid = grid;
    for (const name of ["copy", "cut", "paste"])
      grid.box.addEventListener(name, (event) => {
        if (!grid.table.contains(document.activeElement) || event.target.closest("input, textarea, select")) return;
        event.preventDefault();
        this[name](event);
      });
  }

  size() {
    return { rows: this.grid.area.height, columns: this.grid.area.width };
  }

  copy(event) {
    const { grid } = this;
    const { area } = grid;
    if (!grid.blocks.whole(area.top, area.bottom)) {
      this.copyFromServer();
      return;
    }
    const rows = [];
    for (let row = area.top; row <= area.bottom; row += 1)
      rows.push(Array.from({ length: area.width }, (_, c) => grid.text(row, area.left + c)));
    event.clipboardData.setData("text/plain", format(rows));
    grid.tell("copied", this.size());
  }

  /** More than what is here is copied by the server, which has it all. */
  async copyFromServer() {
    const { grid } = this;
    const url = new URL(grid.box.dataset.rowsUrl, location.href);
    url.searchParams.set("part", "text");
    url.searchParams.set("from", grid.area.top);
    url.searchParams.set("to", grid.area.bottom);
    const columns = grid.columns.slice(grid.area.left, grid.area.right + 1).map(({ key }) => key);
    url.searchParams.set("columns", columns.join(","));
    try {
      const text = send(url, { method: "GET" }).then((found) => new Blob([found], { type: "text/plain" }));
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
      grid.tell("copied", this.size());
    } catch {
      toast(grid.words.toolong, { kind: "stop" });
    }
  }

  cut(event) {
    this.copy(event);
    this.grid.clear();
  }

  async paste(event) {
    const { grid } = this;
    const { area } = grid;
    const text = event.clipboardData.getData("text/plain");
    if (!text || area.row < 0) return;
    const { cells, lost } = spread(parse(text), area, grid.total, grid.columns.length);
    const last = cells.at(-1);
    if (!last) return;
    for (let row = area.top; row <= last.row; row += grid.blocks.size) await grid.blocks.reach(row);
    await grid.blocks.reach(last.row);
    const shut = [...new Set(cells.map(({ column }) => grid.columns[column]).filter(({ edit }) => !edit))];
    [area.row, area.column] = [area.top, area.left];
    [area.toRow, area.toColumn] = [last.row, Math.max(...cells.map(({ column }) => column))];
    await grid.writer.write(cells, "pasted");
    if (shut.length) toast(grid.tell("shut", { names: shut.map(({ label }) => label).join(", ") }), { kind: "stop" });
    if (lost) toast(grid.tell("beyond", { rows: lost }), { kind: "stop" });
  }
}
