/* Rows of a long table, a block at a time. Every block is a tbody: filled with rows near the window,
   otherwise one spacer as high as its rows would be, so that the scroll bar tells the truth. New
   blocks are asked for by place in an order that the server keeps, old ones by the names of their rows,
   so that no row moves while somebody works. */

export class Blocks {
  constructor(table, scroller, { url, total, size, filled }) {
    Object.assign(this, { table, url, total, size, filled });
    this.bodies = [];
    this.waiting = new Map();
    const first = table.tBodies[0];
    this.height = first.rows[0]?.getBoundingClientRect().height || 33;
    const from = Number(first.dataset.block || 0);
    for (let k = 0; k * size < total; k += 1) {
      const body = k === from ? first : document.createElement("tbody");
      body.dataset.block = k;
      if (k !== from) this.empty(body, k);
      this.bodies.push(body);
    }
    first.before(...this.bodies.slice(0, from));
    first.after(...this.bodies.slice(from + 1));
    this.near = new IntersectionObserver((seen) => this.seen(seen), { root: scroller, rootMargin: "900px 0px" });
    for (const body of this.bodies) this.near.observe(body);
  }

  /** The row at a place, or null while its block is away. */
  row(place) {
    const body = this.bodies[Math.floor(place / this.size)];
    if (!body || body.classList.contains("gs-away")) return null;
    return body.rows[place % this.size] ?? null;
  }

  /** The row at a place, fetched if need be. */
  async reach(place) {
    const block = Math.floor(place / this.size);
    if (!this.row(place)) await this.fill(block);
    return this.row(place);
  }

  /** Whether all rows of a stretch are here. */
  whole(from, to) {
    for (let k = Math.floor(from / this.size); k <= Math.floor(to / this.size); k += 1)
      if (this.bodies[k].classList.contains("gs-away")) return false;
    return true;
  }

  /** Fetch the filled blocks anew: something in them changed. */
  async again(from = 0, to = this.total - 1) {
    const first = Math.floor(from / this.size);
    const last = Math.floor(to / this.size);
    const here = this.bodies.slice(first, last + 1).filter((body) => !body.classList.contains("gs-away"));
    await Promise.all(here.map((body) => this.fill(Number(body.dataset.block))));
  }

  fill(block) {
    if (!this.waiting.has(block)) {
      const work = this.fetch(block).finally(() => this.waiting.delete(block));
      this.waiting.set(block, work);
    }
    return this.waiting.get(block);
  }

  async fetch(block) {
    const url = new URL(this.url, location.href);
    const there = this.bodies[block];
    url.searchParams.set("from", block * this.size);
    // Rows that are here are asked for by name: whatever was changed in them, they stay where they are.
    if (!there.classList.contains("gs-away"))
      url.searchParams.set("keys", [...there.rows].map((row) => row.dataset.key).join(","));
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (!answer.ok) {
      throw new Error(`Rows were not sent: ${answer.status}`);
    }
    const body = this.bodies[block];
    const fresh = document.createElement("template");
    fresh.innerHTML = `<table><tbody>${await answer.text()}</tbody></table>`;
    const held = body.contains(document.activeElement);
    this.lay(body, [...fresh.content.querySelector("tbody").rows]);
    body.classList.remove("gs-away");
    body.removeAttribute("aria-hidden");
    this.filled(body, held);
  }

  /** Put rows in, around the cell that is being edited: whoever types fast is in the next one already. */
  lay(body, rows) {
    const field = body.querySelector(".gs-celled");
    const kept = field?.closest("tr");
    const same = rows.find((row) => row.dataset.key === kept?.dataset.key);
    if (!same) {
      body.replaceChildren(...rows);
      return;
    }
    const at = field.closest("td").cellIndex;
    [...same.cells].forEach((cell, place) => place !== at && kept.cells[place].replaceWith(cell));
    const before = rows.slice(0, rows.indexOf(same));
    for (const old of [...body.rows]) if (old !== kept) old.remove();
    kept.before(...before);
    kept.after(...rows.slice(before.length + 1));
  }

  seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const block = Number(target.dataset.block);
      const away = target.classList.contains("gs-away");
      if (isIntersecting && away) this.fill(block).catch(() => {});
      else if (!isIntersecting && !away && !target.contains(document.activeElement)) this.empty(target, block);
    }
  }

  empty(body, block) {
    const rows = Math.min(this.size, this.total - block * this.size);
    const spacer = document.createElement("tr");
    const cell = spacer.insertCell();
    cell.colSpan = this.table.tHead.rows[0].cells.length;
    cell.style.height = `${rows * this.height}px`;
    body.replaceChildren(spacer);
    body.classList.add("gs-away");
    body.setAttribute("aria-hidden", "true");
  }
}
