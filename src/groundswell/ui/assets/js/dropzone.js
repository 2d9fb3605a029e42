// Files into a form: dropped or chosen, sent one after the other with a bar each.
//
//   <form data-drop data-limit="6442450944" data-too-large="…" data-broken="…" action=… method=post>
//     <label class="gs-dropz"> <input type="file" name="file" multiple> </label>
//     <ul data-files></ul>  <template data-file-row>…</template>
//   </form>
//
// Without scripts the form sends the files itself.
import { csrf } from "./net.js";

const forms = () => document.querySelectorAll("form[data-drop]");
const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
let depth = 0;

const light = (on) => {
  for (const form of forms()) form.querySelector(".gs-dropz").classList.toggle("gs-over", on);
};

document.addEventListener("dragenter", (event) => {
  if (!hasFiles(event) || !forms().length) return;
  depth += 1;
  light(true);
});
document.addEventListener("dragleave", (event) => {
  if (!hasFiles(event) || !forms().length) return;
  depth = Math.max(0, depth - 1);
  if (!depth) light(false);
});
document.addEventListener("dragover", (event) => {
  if (hasFiles(event) && forms().length) event.preventDefault(); // else a miss would open the file
});
document.addEventListener("drop", (event) => {
  const [form] = forms();
  if (!hasFiles(event) || !form) return;
  event.preventDefault();
  depth = 0;
  light(false);
  take(form, [...event.dataTransfer.files]);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-drop]");
  if (!form || event.target.type !== "file") return;
  const files = [...event.target.files];
  event.target.value = "";
  take(form, files);
});

async function take(form, files) {
  if (!files.length) return;
  const rows = files.map((file) => row(form, file));
  form.dataset.busy = "1";
  const made = [];
  let failed = 0;
  for (const [at, file] of files.entries()) {
    try {
      made.push(await upload(form, file, rows[at]));
      rows[at].remove();
    } catch (error) {
      failed += 1;
      fail(rows[at], error);
    }
  }
  delete form.dataset.busy;
  if (made.length === 1 && !failed) location.assign(made[0].address);
  else if (made.length && !failed) location.assign(form.dataset.then);
  else if (made.length) await refresh(form);
}

function row(form, file) {
  const node = form.querySelector("template[data-file-row]").content.firstElementChild.cloneNode(true);
  node.querySelector("[data-name]").textContent = file.name;
  node.querySelector("[data-size]").textContent = size(file.size);
  form.querySelector("[data-files]").append(node);
  return node;
}

const size = (bytes) => {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const at = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit", unit: units[at], unitDisplay: "short", maximumFractionDigits: at > 1 ? 1 : 0,
  }).format(bytes / 1000 ** at);
};

function upload(form, file, node) {
  const bar = node.querySelector("[role=progressbar]");
  const state = node.querySelector("[data-state]");
  if (file.size > Number(form.dataset.limit)) return Promise.reject(new Error(form.dataset.tooLarge));
  return new Promise((resolve, reject) => {
    const body = new FormData(form);
    body.delete("file");
    body.append("modified", String(file.lastModified / 1000));
    body.append("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-CSRFToken", csrf());
    request.setRequestHeader("X-Requested-With", "fetch");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      const part = event.total ? (100 * event.loaded) / event.total : 0;
      bar.setAttribute("aria-valuenow", String(Math.round(part)));
      bar.firstElementChild.style.width = `${part}%`;
      state.textContent = part < 100 ? `${Math.round(part)} %` : node.dataset.looking;
    });
    request.addEventListener("load", () => {
      if (request.status < 300 && request.response) resolve(request.response);
      else reject(refusal(form, request));
    });
    request.addEventListener("error", () => reject(new Error(form.dataset.broken)));
    request.send(body);
  });
}

function refusal(form, request) {
  const { detail, hint } = request.response ?? {};
  const tooLarge = request.status === 413 ? form.dataset.tooLarge : form.dataset.broken;
  return new Error([detail || tooLarge, hint].filter(Boolean).join(" "));
}

function fail(node, error) {
  node.classList.add("gs-bad");
  node.querySelector("[role=progressbar]").remove();
  const state = node.querySelector("[data-state]");
  state.textContent = error.message;
  state.setAttribute("role", "alert");
}

// what was taken in is listed on the page, while what was refused stays under the drop zone
async function refresh(form) {
  const list = document.getElementById("imports");
  if (list) window.htmx.ajax("GET", form.dataset.then, { target: list, swap: "outerHTML", select: "#imports" });
}
