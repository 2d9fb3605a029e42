// The board of a list: cards carried between and within columns, by pointer or by keyboard.
//
//   <div data-board data-move-url data-words>  <section data-stage="stg_…" data-name="Sourced">
//     <h3><span data-count>28</span></h3> <ol data-cards> <li data-card data-row data-key="prf_…" data-name>
//       <a data-open …>   … <li data-more> 22 more
//   <p data-boardsay role="status">
// Space lifts, arrows move, Space drops, Esc puts back; each step is said aloud.
import { Drag } from "./board/drag.js";
import { onMount } from "./mount.js";
import htmx, { send } from "./net.js";
import { toast } from "./toast.js";

const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];

class Board {
  constructor(board) {
    this.board = board;
    this.words = JSON.parse(board.querySelector('script[type="application/json"]').textContent);
    this.carried = null;
    if (board.dataset.moveUrl) {
      new Drag(board, {
        lift: (card, height) => this.lift(card, height),
        over: (column, before) => this.over(column, before),
        drop: () => this.drop(),
        back: () => this.back(),
      });
    }
    board.addEventListener("keydown", (event) => this.key(event));
    board.addEventListener("focusout", (event) => this.left(event));
    board.addEventListener("focusin", (event) => this.rove(event.target.closest("[data-card]")));
    this.settle();
  }

  // ------------------------------------------------------------------------------ reading

  columns() {
    return [...this.board.querySelectorAll("[data-stage]")];
  }

  cards(column) {
    return [...column.querySelectorAll("[data-card]")];
  }

  columnOf(card) {
    return card.closest("[data-stage]");
  }

  say(word, card) {
    const column = this.columnOf(card);
    const cards = this.cards(column);
    const below = Number(column.querySelector("[data-more]")?.dataset.more ?? 0);
    const values = { name: card.dataset.name, stage: column.dataset.name, place: cards.indexOf(card) + 1, of: cards.length + below };
    const text = this.words[word].replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");
    document.querySelector("[data-boardsay]").textContent = text;
  }

  /** One card of each column is reached by Tab; arrows reach the others. */
  settle() {
    for (const column of this.columns()) {
      const links = [...column.querySelectorAll("[data-card] [data-open]")];
      if (links.length && !links.some((link) => link.tabIndex === 0)) links[0].tabIndex = 0;
    }
  }

  rove(card) {
    if (!card) return;
    for (const link of this.columnOf(card).querySelectorAll("[data-card] [data-open]")) link.tabIndex = -1;
    card.querySelector("[data-open]").tabIndex = 0;
  }

  focus(card) {
    const link = card.querySelector("[data-open]");
    link.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // ------------------------------------------------------------------------------ keys

  key(event) {
    const card = event.target.closest("[data-card]");
    if (!card || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("button, select, input")) return;
    const { carried } = this;
    if (event.key === " ") {
      if (!this.board.dataset.moveUrl) return;
      if (carried) this.drop();
      else this.liftByKey(card);
    } else if (carried && event.key === "Escape") this.back();
    else if (carried && event.key === "Enter") this.drop();
    else if (ARROWS.includes(event.key)) {
      if (carried) this.shift(event.key);
      else this.walk(card, event.key);
    } else if (carried && event.key === "Tab") {
      this.drop();
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  walk(card, key) {
    const column = this.columnOf(card);
    if (key === "ArrowUp" || key === "ArrowDown") {
      const cards = this.cards(column);
      const next = cards[cards.indexOf(card) + (key === "ArrowDown" ? 1 : -1)];
      if (next) this.focus(next);
      else if (key === "ArrowDown") column.querySelector("[data-more] button")?.focus();
      return;
    }
    const open = this.columns().filter((one) => one === column || (!one.classList.contains("gs-shut") && this.cards(one).length));
    const next = open[open.indexOf(column) + (key === "ArrowRight" ? 1 : -1)];
    if (!next) return;
    const at = this.cards(column).indexOf(card);
    const cards = this.cards(next);
    this.focus(cards[Math.min(at, cards.length - 1)]);
  }

  // ------------------------------------------------------------------------------ carrying

  lift(card, height) {
    const column = this.columnOf(card);
    this.carried = { card, column, next: card.nextElementSibling, opened: null };
    card.classList.add("gs-carried");
    if (height) this.slot = Object.assign(document.createElement("li"), { className: "gs-slot" });
    if (this.slot) {
      this.slot.style.height = `${height}px`;
      this.slot.setAttribute("aria-hidden", "true");
      card.after(this.slot);
    }
    column.classList.add("gs-drop");
  }

  liftByKey(card) {
    this.lift(card, 0);
    card.classList.add("gs-lift");
    this.say("lifted", card);
  }

  unfold(column) {
    if (!column.classList.contains("gs-shut")) return;
    column.classList.remove("gs-shut");
    this.carried.opened = column;
  }

  fold(column) {
    const { opened } = this.carried;
    if (!opened || opened === column) return;
    opened.classList.add("gs-shut");
    this.carried.opened = null;
  }

  mark(column) {
    for (const old of this.board.querySelectorAll(".gs-drop")) old.classList.remove("gs-drop");
    column?.classList.add("gs-drop");
  }

  /** The pointer is over a column: show where the card would stand. */
  over(column, before) {
    this.mark(column);
    if (column.classList.contains("gs-shut")) {
      column.querySelector("[data-cards]").prepend(this.slot);
      return;
    }
    this.stand(column, this.slot, before);
  }

  stand(column, item, before) {
    const cards = column.querySelector("[data-cards]");
    cards.insertBefore(item, before ?? cards.querySelector(":scope > [data-more]"));
  }

  shift(key) {
    const { card } = this.carried;
    const column = this.columnOf(card);
    const cards = this.cards(column);
    const at = cards.indexOf(card);
    if (key === "ArrowUp" || key === "ArrowDown") {
      const beside = cards[at + (key === "ArrowDown" ? 1 : -1)];
      if (!beside) return;
      if (key === "ArrowDown") beside.after(card);
      else beside.before(card);
    } else {
      const all = this.columns();
      const next = all[all.indexOf(column) + (key === "ArrowRight" ? 1 : -1)];
      if (!next) return;
      this.unfold(next);
      this.stand(next, card, this.cards(next)[at] ?? null);
      this.fold(next);
      this.mark(next);
    }
    this.moving = true;
    this.focus(card);
    this.moving = false;
    this.say("moved", card);
  }

  /** Focus that goes elsewhere while a card is carried drops it where it is. */
  left(event) {
    if (!this.carried || this.slot || this.moving) return;
    if (event.relatedTarget && !this.carried.card.contains(event.relatedTarget)) this.drop();
  }

  end() {
    const { carried } = this;
    if (this.slot) {
      this.slot.remove();
      this.slot = null;
    }
    carried.card.classList.remove("gs-carried", "gs-lift");
    this.mark(null);
    this.fold(null);
    this.carried = null;
    this.settle();
    return carried;
  }

  back() {
    const { card, column, next } = this.carried;
    const byKey = !this.slot;
    column.querySelector("[data-cards]").insertBefore(card, next?.isConnected && next !== this.slot ? next : column.querySelector("[data-more]"));
    this.moving = true;
    this.end();
    if (byKey) this.focus(card);
    this.moving = false;
    this.say("back", card);
  }

  async drop() {
    const { card, column: from, next } = this.carried;
    const byKey = !this.slot;
    this.moving = true;
    if (this.slot) this.slot.replaceWith(card);
    const to = this.columnOf(card);
    const stayed = to === from && card.nextElementSibling === next;
    this.end();
    if (byKey) this.focus(card);
    this.moving = false;
    if (stayed) return this.say("stayed", card);
    this.say("dropped", card);
    await this.save(card, from, next);
    return undefined;
  }

  async save(card, from, next) {
    const to = this.columnOf(card);
    const near = (item) => (item?.matches("[data-card]") ? item.dataset.key : "");
    const body = {
      id: card.dataset.key,
      stage: to.dataset.stage,
      after: near(card.previousElementSibling),
      before: near(card.nextElementSibling),
    };
    try {
      const answer = await send(this.board.dataset.moveUrl, { body });
      this.counts(answer.counts);
      if (to !== from) toast(answer.text, { undo: answer.undo });
    } catch (error) {
      from.querySelector("[data-cards]").insertBefore(card, next?.isConnected ? next : from.querySelector("[data-more]"));
      toast(error.message, { kind: "stop" });
      this.say("back", card);
    }
  }

  counts(counts) {
    for (const column of this.columns()) {
      const many = counts[column.dataset.stage];
      if (many === undefined) continue;
      for (const place of column.querySelectorAll("[data-count]")) place.textContent = many.text;
      column.querySelector("[data-none]")?.toggleAttribute("hidden", many.count > 0);
    }
  }
}

const boards = new WeakMap();

onMount((root) => {
  const found = root.matches?.("[data-board]") ? [root] : root.querySelectorAll("[data-board]");
  for (const board of found) if (!boards.has(board)) boards.set(board, new Board(board));
  boards.get(root.closest?.("[data-board]"))?.settle();
});

/** The whole board again, where it is: after Undo, and after the side panel changed something. */
function again() {
  const board = document.querySelector("[data-board]");
  if (!board) return false;
  const was = new Map([...board.querySelectorAll("[data-stage]")].map((one) => [one.dataset.stage, one]));
  const left = board.scrollLeft;
  const open = board.querySelector(".gs-open")?.dataset.key;
  const source = { target: board, swap: "outerHTML", select: "[data-board]" };
  htmx.ajax("GET", location.href, source).then(() => {
    const fresh = document.querySelector("[data-board]");
    for (const column of fresh.querySelectorAll("[data-stage]")) {
      const old = was.get(column.dataset.stage);
      if (!old) continue;
      column.querySelector("[data-cards]").scrollTop = old.top ?? 0;
      column.classList.toggle("gs-shut", old.classList.contains("gs-shut"));
    }
    fresh.scrollLeft = left;
    if (open) fresh.querySelector(`[data-key="${CSS.escape(open)}"]`)?.classList.add("gs-open");
  });
  for (const column of was.values()) column.top = column.querySelector("[data-cards]").scrollTop;
  return true;
}

document.addEventListener("gs:undone", (event) => again() && event.preventDefault());
document.addEventListener("gs:rows-changed", again);
// a folded stage opens and shuts by its heading
document.addEventListener("click", (event) => {
  const fold = event.target.closest("[data-fold]");
  if (!fold) return;
  const column = fold.closest("[data-stage]");
  const shut = column.classList.toggle("gs-shut");
  fold.setAttribute("aria-expanded", String(!shut));
});
