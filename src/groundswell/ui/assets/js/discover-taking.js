// What is done with chosen profiles: add to a list, compare, export.
import { selection } from "./rows.js";

const list = () => document.getElementById("results");
const number = (many) => many.toLocaleString(document.documentElement.lang);

/** Who is meant: one profile of the panel, the ticked ones, or all that match. */
function whom(one) {
  if (one) return { keys: [one], all: false, many: 1 };
  const { keys, all } = selection(list());
  return { keys, all, many: all ? Number(list().dataset.total) : keys.length };
}

let single = "";

document.addEventListener("click", (event) => {
  const taker = event.target.closest("[data-take]");
  if (taker) {
    single = taker.dataset.one ?? "";
    const dialog = document.getElementById("add-dialog");
    const { many } = whom(single);
    dialog.querySelector("[data-add-whom]").textContent = `${number(many)} ${dialog.dataset[many === 1 ? "one" : "many"] ?? ""}`;
    dialog.showModal();
    dialog.querySelector("input:not([type=hidden])")?.focus();
  }
  const opener = event.target.closest('[data-dialog="export"]');
  if (opener) exportWhom();
  const compare = event.target.closest("[data-compare]");
  if (compare) {
    const { keys } = whom("");
    const ids = keys.slice(0, Number(compare.dataset.most));
    if (ids.length) location.href = `${compare.dataset.compare}?ids=${ids.join(",")}`;
  }
});

document.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.elt.matches?.("[data-add]") || !single) return;
  event.detail.parameters.delete("id");
  event.detail.parameters.delete("all");
  event.detail.parameters.append("id", single);
});

document.addEventListener("input", (event) => {
  if (event.target.id !== "new-list" || !event.target.value.trim()) return;
  for (const one of event.target.form.querySelectorAll("[name=list]")) one.checked = false;
});
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-add] [name=list]")) event.target.form.querySelector("[name=new]").value = "";
});

function exportWhom() {
  const form = document.querySelector("[data-export]");
  const { keys, all, many } = whom("");
  for (const old of form.querySelectorAll("[data-made]")) old.remove();
  const put = (name, value) => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    field.dataset.made = "";
    form.append(field);
  };
  put("q", document.getElementById("q").value);
  if (many && !all) for (const key of keys) put("id", key);
  const total = many || Number(list().dataset.total);
  form.querySelector("[data-export-whom]").textContent = `${number(total)} ${form.dataset[total === 1 ? "one" : "many"] ?? ""}`;
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-export]")) event.target.closest("dialog").close();
});
