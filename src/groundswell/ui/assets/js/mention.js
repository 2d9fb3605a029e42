// Names after an @ in a note: <textarea data-mention='["Ada Quill"]'> offers members while one types.
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
let open = null;

function wanted(field) {
  const before = field.value.slice(0, field.selectionStart);
  const found = /(?:^|[\s(])@([^\s@]*(?: [^\s@]*)?)$/.exec(before);
  return found ? found[1] : null;
}

function offer(field) {
  const typed = wanted(field);
  const names = typed === null ? [] : JSON.parse(field.dataset.mention).filter((name) => fold(name).split(" ").some((_, at, all) => all.slice(at).join(" ").startsWith(fold(typed))));
  close();
  if (!names.length) return;
  const list = document.createElement("ul");
  list.className = "gs-menu gs-mention-list";
  list.role = "listbox";
  list.id = `${field.id}-names`;
  for (const [at, name] of names.slice(0, 6).entries()) {
    const item = document.createElement("li");
    item.role = "option";
    item.id = `${list.id}-${at}`;
    item.textContent = name;
    item.setAttribute("aria-selected", String(at === 0));
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(name);
    });
    list.append(item);
  }
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  open = { field, list, typed, at: 0 };
  mark(0);
}

function mark(at) {
  const items = [...open.list.children];
  open.at = (at + items.length) % items.length;
  items.forEach((item, place) => item.setAttribute("aria-selected", String(place === open.at)));
  open.field.setAttribute("aria-activedescendant", items[open.at].id);
}

function take(name) {
  const { field, typed } = open;
  const end = field.selectionStart;
  field.setRangeText(`${name} `, end - typed.length, end, "end");
  close();
  field.focus();
}

function close() {
  open?.list.remove();
  open?.field.removeAttribute("aria-activedescendant");
  open?.field.removeAttribute("aria-controls");
  open = null;
}

document.addEventListener("input", (event) => event.target.matches?.("[data-mention]") && offer(event.target));
document.addEventListener("focusout", (event) => event.target.matches?.("[data-mention]") && close());
document.addEventListener(
  "keydown",
  (event) => {
    if (!open || event.target !== open.field) return;
    if (event.key === "ArrowDown") mark(open.at + 1);
    else if (event.key === "ArrowUp") mark(open.at - 1);
    else if (event.key === "Enter" || event.key === "Tab") take(open.list.children[open.at].textContent);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
