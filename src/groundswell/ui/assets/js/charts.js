// The large charts: ECharts with the SVG renderer, only the parts that the marks need.
import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { options } from "./chart-marks.js";

use([BarChart, CustomChart, LineChart, ScatterChart, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

const still = matchMedia("(prefers-reduced-motion: reduce)");
const live = new Map();

function paint(element) {
  const { chart, spec } = live.get(element);
  chart.setOption(options(spec, still.matches), true);
}

/** Draw the chart of an element once; it follows the theme and its own width from then on. */
function draw(element) {
  if (live.has(element) || !element.isConnected) return;
  const spec = JSON.parse(document.getElementById(element.dataset.chart).textContent);
  const chart = init(element, null, { renderer: "svg" });
  const watch = new ResizeObserver(() => {
    if (!element.isConnected) return forget(element);
    if (element.clientWidth) chart.resize();
  });
  live.set(element, { chart, spec, watch });
  watch.observe(element);
  paint(element);
  element.querySelector("svg")?.setAttribute("aria-hidden", "true");
}

function forget(element) {
  const { chart, watch } = live.get(element);
  watch.disconnect();
  chart.dispose();
  live.delete(element);
}

const repaint = () => {
  for (const element of [...live.keys()]) {
    if (element.isConnected) paint(element);
    else forget(element);
  }
};
new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
still.addEventListener("change", repaint);
document.addEventListener("htmx:afterSwap", () => {
  for (const element of [...live.keys()]) if (!element.isConnected) forget(element);
});

globalThis.groundswellCharts = { draw };
