// Range sliders: knobs over a histogram, bound to the number inputs beside them.
//
//   <div data-range data-steps='[0,1000,…]' data-low="#f-low" data-high="#f-high">   high may be absent
//     <div class="gs-slider"><span class="gs-trk"></span><span class="gs-fil"></span>
//       <button class="gs-knob" role="slider" data-end="low" aria-label=…></button> …
import { onMount } from "./mount.js";

const parse = (text) => {
  const clean = String(text).replace(/[\s\u00a0\u202f%]/g, "");
  if (clean === "") return null;
  const found = /^([-−]?[\d.,]+)([km])?$/i.exec(clean);
  if (!found) return null;
  const digits = found[1].replace(/[.,](?=\d{3}(\D|$))/g, "").replace(",", ".").replace("−", "-");
  return Number(digits) * ({ k: 1e3, m: 1e6 }[found[2]?.toLowerCase()] ?? 1);
};

function mountRange(box) {
  if (box.dataset.mounted) return;
  box.dataset.mounted = "1";
  const steps = JSON.parse(box.dataset.steps);
  const last = steps.length - 1;
  const ends = { low: box.querySelector('[data-end="low"]'), high: box.querySelector('[data-end="high"]') };
  const input = (end) => (box.dataset[end] ? document.querySelector(box.dataset[end]) : null);
  const fill = box.querySelector(".gs-fil");
  const bars = [...box.querySelectorAll("[data-bar]")];
  const nearest = (value) => steps.reduce((best, step, at) => (Math.abs(step - value) < Math.abs(steps[best] - value) ? at : best), 0);
  const at = {};
  const read = () => {
    for (const end of ["low", "high"]) {
      const value = input(end) ? parse(input(end).value) : null;
      at[end] = value === null ? (end === "low" ? 0 : last) : nearest(value);
    }
  };
  const paint = () => {
    const place = (index) => `${(index / last) * 100}%`;
    for (const end of ["low", "high"]) {
      const knob = ends[end];
      if (!knob) continue;
      knob.style.left = place(at[end]);
      knob.setAttribute("aria-valuemin", "0");
      knob.setAttribute("aria-valuemax", String(last));
      knob.setAttribute("aria-valuenow", String(at[end]));
      knob.setAttribute("aria-valuetext", (box.dataset.prefix ?? "") + steps[at[end]].toLocaleString(document.documentElement.lang) + (box.dataset.suffix ?? ""));
    }
    fill.style.left = ends.low ? place(at.low) : "0";
    fill.style.right = ends.high ? `${100 - (at.high / last) * 100}%` : "0";
    bars.forEach((bar, index) => {
      const middle = ((index + 0.5) / bars.length) * last;
      const inside = middle >= (ends.low ? at.low : 0) && middle <= (ends.high ? at.high : last);
      bar.setAttribute("class", inside ? "gs-hin" : "gs-hout");
    });
  };
  const write = (end, done) => {
    const field = input(end);
    const open = end === "low" ? at.low === 0 : at.high === last;
    field.value = open ? "" : String(steps[at[end]]);
    if (done) field.dispatchEvent(new Event("change", { bubbles: true }));
    paint();
  };
  const set = (end, index, done) => {
    const low = end === "high" && ends.low ? at.low : 0;
    const high = end === "low" && ends.high ? at.high : last;
    at[end] = Math.max(low, Math.min(high, index));
    write(end, done);
  };
  for (const end of ["low", "high"]) {
    const knob = ends[end];
    if (!knob) continue;
    knob.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -5, PageUp: 5 }[event.key];
      const to = event.key === "Home" ? 0 : event.key === "End" ? last : by === undefined ? null : at[end] + by;
      if (to === null) return;
      event.preventDefault();
      set(end, to, true);
    });
    knob.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      knob.focus();
      knob.setPointerCapture(event.pointerId);
      const track = box.querySelector(".gs-slider").getBoundingClientRect();
      const move = (moved) => set(end, Math.round(((moved.clientX - track.left) / track.width) * last), false);
      const up = () => {
        knob.removeEventListener("pointermove", move);
        write(end, true);
      };
      knob.addEventListener("pointermove", move);
      knob.addEventListener("pointerup", up, { once: true });
      knob.addEventListener("pointercancel", up, { once: true });
    });
    input(end)?.addEventListener("input", () => {
      read();
      paint();
    });
  }
  read();
  paint();
}

onMount((root) => {
  for (const box of root.querySelectorAll("[data-range]")) mountRange(box);
});
