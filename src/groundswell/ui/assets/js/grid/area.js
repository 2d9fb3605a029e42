/* The chosen area of a grid: one cell that has the focus, and the far corner of what is chosen. */

export class Area {
  constructor(rows, columns) {
    Object.assign(this, { rows, columns, row: 0, column: 1, toRow: 0, toColumn: 1 });
  }

  /** Move the focus; with `extend` the other corner stays where it is. */
  go(row, column, extend = false) {
    this.row = Math.max(extend ? 0 : -1, Math.min(row, this.rows - 1));
    this.column = Math.max(0, Math.min(column, this.columns - 1));
    if (!extend) [this.toRow, this.toColumn] = [this.row, this.column];
  }

  get top() { return Math.max(0, Math.min(this.row, this.toRow)); }
  get bottom() { return Math.max(this.row, this.toRow); }
  get left() { return Math.min(this.column, this.toColumn); }
  get right() { return Math.max(this.column, this.toColumn); }
  get height() { return this.bottom - this.top + 1; }
  get width() { return this.right - this.left + 1; }
  get single() { return this.height === 1 && this.width === 1; }

  holds(row, column) {
    return row >= this.top && row <= this.bottom && column >= this.left && column <= this.right;
  }

  /** Where a key leads from here, or null where it leads nowhere. */
  after(key, far, page) {
    const ends = { ArrowUp: 0, ArrowDown: this.rows - 1, ArrowLeft: 1, ArrowRight: this.columns - 1 };
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-page, 0], PageDown: [page, 0] };
    if (key === "Home") return [far ? 0 : this.row, 1];
    if (key === "End") return [far ? this.rows - 1 : this.row, this.columns - 1];
    if (!(key in steps)) return null;
    if (far && key in ends) return key === "ArrowUp" || key === "ArrowDown" ? [ends[key], this.column] : [this.row, ends[key]];
    const [down, right] = steps[key];
    return [key === "PageUp" ? Math.max(0, this.row + down) : this.row + down, this.column + right];
  }
}

/** The cells that a pasted block fills: tiled where it fits the area a whole number of times. */
export function spread(block, area, rows, columns) {
  const high = block.length;
  const wide = Math.max(...block.map((row) => row.length));
  const fits = area.height % high === 0 && area.width % wide === 0;
  const [down, across] = fits ? [area.height, area.width] : [high, wide];
  const cells = [];
  for (let r = 0; r < Math.min(down, rows - area.top); r += 1)
    for (let c = 0; c < Math.min(across, columns - area.left); c += 1) {
      const value = block[r % high][c % wide];
      if (value !== undefined) cells.push({ row: area.top + r, column: area.left + c, value });
    }
  return { cells, lost: Math.max(0, down - (rows - area.top)) };
}
