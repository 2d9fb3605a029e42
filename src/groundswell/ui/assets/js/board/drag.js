/* Carrying a card with mouse, pen or finger, by pointer events alone: a library for sorting (SortableJS
   was looked at) brings 40 kB and its own idea of focus, and the keyboard way would be ours anyway.
   A finger must rest before it lifts, so that it still scrolls. */

const REST = 220;
const SLACK = 5;
const EDGE = 48;

/** `lift(card)`, `over(column, before)`, `drop()`, `back()` are told what happens. */
export class Drag {
  constructor(board, told) {
    Object.assign(this, { board, told, card: null, start: null });
    board.addEventListener("pointerdown", (event) => this.press(event));
    board.addEventListener("dragstart", (event) => event.preventDefault());
    board.addEventListener("contextmenu", (event) => this.card && event.preventDefault());
    board.addEventListener("click", (event) => this.justDropped && event.preventDefault() & event.stopPropagation(), true);
    document.addEventListener("touchmove", (event) => this.card && event.preventDefault(), { passive: false });
  }

  press(event) {
    const card = event.target.closest("[data-card]");
    if (!card || event.button !== 0 || this.start || event.target.closest("button, select, summary")) return;
    this.start = { card, x: event.clientX, y: event.clientY, id: event.pointerId, touch: event.pointerType === "touch" };
    const off = new AbortController();
    this.off = off;
    const on = (name, what) => document.addEventListener(name, what, { signal: off.signal });
    on("pointermove", (moved) => moved.pointerId === event.pointerId && this.move(moved));
    on("pointerup", (ended) => ended.pointerId === event.pointerId && this.end(true));
    on("pointercancel", (ended) => ended.pointerId === event.pointerId && this.end(false));
    on("keydown", (pressed) => pressed.key === "Escape" && this.card && (pressed.preventDefault(), this.end(false)));
    if (this.start.touch) this.timer = setTimeout(() => this.take(), REST);
  }

  move(event) {
    const { start } = this;
    const far = Math.hypot(event.clientX - start.x, event.clientY - start.y) > SLACK;
    if (!this.card) {
      if (!far) return;
      if (start.touch) return this.end(false); // it scrolls
      this.take();
    }
    [this.x, this.y] = [event.clientX, event.clientY];
    this.ghost.style.translate = `${this.x - start.x}px ${this.y - start.y}px`;
    this.look();
  }

  take() {
    const { start } = this;
    this.card = start.card;
    const box = this.card.getBoundingClientRect();
    this.ghost = this.card.cloneNode(true);
    this.ghost.classList.add("gs-lift", "gs-ghost");
    this.ghost.setAttribute("aria-hidden", "true");
    this.ghost.inert = true;
    Object.assign(this.ghost.style, { left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px` });
    document.body.append(this.ghost);
    [this.x, this.y] = [start.x, start.y];
    document.body.classList.add("gs-carrying");
    if (start.touch) navigator.vibrate?.(10);
    this.told.lift(this.card, box.height);
    this.scroll();
  }

  /** Where the card would come to stand: the column under the pointer, before which card. */
  look() {
    const column = document.elementFromPoint(this.x, this.y)?.closest("[data-stage]");
    if (!column || !this.board.contains(column)) return;
    const cards = [...column.querySelectorAll("[data-card]")].filter((one) => one !== this.card);
    const before = cards.find((one) => {
      const box = one.getBoundingClientRect();
      return this.y < box.top + box.height / 2;
    });
    this.told.over(column, before ?? null);
  }

  /** Near an edge the board, or the column under the pointer, scrolls along. */
  scroll() {
    if (!this.card) return;
    const push = (at, low, high) => (at < low + EDGE ? at - low - EDGE : at > high - EDGE ? at - high + EDGE : 0) / 4;
    const board = this.board.getBoundingClientRect();
    this.board.scrollLeft += push(this.x, board.left, board.right);
    const cards = document.elementFromPoint(this.x, this.y)?.closest("[data-stage]")?.querySelector("[data-cards]");
    if (cards) {
      const box = cards.getBoundingClientRect();
      cards.scrollTop += push(this.y, box.top, box.bottom);
    }
    requestAnimationFrame(() => this.scroll());
  }

  end(dropped) {
    clearTimeout(this.timer);
    this.off.abort();
    const was = this.card;
    [this.card, this.start] = [null, null];
    if (!was) return;
    this.ghost.remove();
    document.body.classList.remove("gs-carrying");
    this.justDropped = true; // the click that ends a drag opens nothing
    setTimeout(() => (this.justDropped = false), 0);
    if (dropped) this.told.drop();
    else this.told.back();
  }
}
