/* A block of cells as text, the way spreadsheets put it on the clipboard: tabs between cells, line
   ends between rows, and quotes around a cell that holds either or a quote. */

const QUOTED = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)/y;
const PLAIN = /[^\t\r\n]*/y;
const LINE_END = /\r\n|\r|\n/y;

/** The rows of a block. A cell that only begins with a quote (5" pipe) is taken as it stands. */
export function parse(text) {
  const rows = [[]];
  let at = 0;
  const take = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  for (;;) {
    const quoted = take(QUOTED);
    rows.at(-1).push(quoted ? quoted[1].replaceAll('""', '"') : take(PLAIN)[0]);
    if (text[at] === "\t") at += 1;
    else if (take(LINE_END)) {
      if (at >= text.length) return rows; // the end of the last line begins no row
      rows.push([]);
    } else return rows;
  }
}

/** The text of a block. */
export function format(rows) {
  const cell = (value) => (/[\t\r\n"]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return rows.map((row) => row.map(cell).join("\t")).join("\n");
}
