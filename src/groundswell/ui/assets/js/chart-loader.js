// Fetches the script of the charts, but only where there is something to draw.
import { onMount } from "./mount.js";

let coming;

function script(source) {
  coming ??= new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = source;
    element.onload = resolve;
    element.onerror = reject;
    document.head.append(element);
  });
  return coming;
}

onMount((root) => {
  const charts = [...root.querySelectorAll("[data-chart]")];
  if (root.matches?.("[data-chart]")) charts.push(root);
  if (!charts.length) return;
  script(document.body.dataset.charts).then(
    () => charts.forEach((chart) => globalThis.groundswellCharts.draw(chart)),
    () => {
      coming = undefined; // the next swap tries again
      for (const chart of charts) {
        chart.hidden = true;
        const note = chart.closest("figure")?.querySelector("[data-chart-fail]");
        if (note) note.hidden = false;
        const table = chart.closest("figure")?.querySelector("details.gs-data");
        if (table) table.open = true;
      }
    },
  );
});
