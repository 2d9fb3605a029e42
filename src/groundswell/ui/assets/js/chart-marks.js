// From the spec of a plot (charts.py, Chart.spec) to the options of ECharts.
import { ink, token } from "./chart-tokens.js";
import { acrossWriter, ticks, timeTick, writer } from "./chart-values.js";

const LONG = 300 * 86_400_000; // a span beyond which ticks name the year

const isTime = (form) => form === "day" || form === "moment";

/** The values of the axis along that marks reach, to choose round ends and a step. */
function reach(spec) {
  const values = spec.marks.flatMap((mark) => [mark.values, mark.low, mark.high, mark.value].flat()).filter((value) => typeof value === "number");
  const bars = spec.marks.some((mark) => mark.mark === "bars");
  const low = spec.along.low ?? Math.min(...values, ...(bars ? [0] : []));
  const high = spec.along.high ?? Math.max(...values, ...(bars ? [0] : []));
  return [low, high];
}

/** Round ends and the step of at most four intervals between them. */
export function scale(low, high, fixedLow, fixedHigh) {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 2.5, 5, 10].find((one) => one * power >= rough * 0.999);
  const bottom = fixedLow ?? Math.floor(low / step + 1e-9) * step;
  const top = fixedHigh ?? Math.ceil(high / step - 1e-9) * step;
  return { min: bottom, max: top === bottom ? bottom + step : top, interval: step };
}

function area(mark, points) {
  const lows = mark.low.map((low, at) => [points[at], low]);
  const widths = mark.high.map((high, at) => [points[at], high === null || mark.low[at] === null ? null : high - mark.low[at]]);
  const shared = { type: "line", stack: `${mark.label}|${mark.ink}`, stackStrategy: "all", symbol: "none", lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false } };
  return [
    { ...shared, data: lows, areaStyle: { opacity: 0 } },
    { ...shared, data: widths, areaStyle: { color: ink(mark.ink), opacity: 1 } },
  ];
}

function points(mark, places) {
  const data = mark.values.map((value, at) => ({
    value: [places[at], value],
    name: mark.tip?.[at] ?? "",
    ...(mark.flag?.[at] ? { symbol: "diamond", symbolSize: 12, itemStyle: { color: ink("c2"), opacity: 1 } } : {}),
  }));
  return { type: "scatter", name: mark.label, data: data.filter((one) => one.value[1] !== null), symbolSize: 9, z: 5, itemStyle: { color: ink(mark.ink), opacity: 1, borderColor: token("surface"), borderWidth: 1.5 } };
}

function whiskers(mark, places) {
  const data = mark.values.map((value, at) => [places[at], value, mark.low[at], mark.high[at]]).filter((one) => one[2] !== null && one[3] !== null);
  const renderItem = (params, api) => {
    const [x, top] = api.coord([api.value(0), api.value(3)]);
    const bottom = api.coord([api.value(0), api.value(2)])[1];
    const middle = api.coord([api.value(0), api.value(1)])[1];
    const width = Math.min(28, api.size([1, 0])[0] * 0.6);
    return { type: "group", children: [
      { type: "rect", shape: { x: x - width / 2, y: top, width, height: bottom - top }, style: { fill: ink("band") } },
      { type: "rect", shape: { x: x - width / 2, y: middle - 1, width, height: 2 }, style: { fill: ink(mark.ink) } },
    ] };
  };
  return { type: "custom", renderItem, data, z: 4, silent: true, tooltip: { show: false } };
}

const drawn = {
  line: (mark, places) => [{ type: "line", name: mark.label, data: mark.values.map((value, at) => [places[at], value]), symbol: mark.values.filter((one) => one !== null).length < 3 ? "circle" : "none", symbolSize: 7, connectNulls: false, z: 4, lineStyle: { width: 2, color: ink(mark.ink), type: mark.dash ? "dashed" : "solid" }, itemStyle: { color: ink(mark.ink), opacity: 1 } }],
  band: area,
  points: (mark, places) => [points(mark, places)],
  bars: (mark, places) => [{ type: "bar", name: mark.label, data: mark.values.map((value, at) => [places[at], mark.low ? mark.low[at] ?? value : value]), barMaxWidth: 28, barWidth: "60%", z: 3, itemStyle: { color: ink(mark.ink), borderRadius: [1, 1, 0, 0] } }, ...(mark.low ? [whiskers(mark, places)] : [])],
  level: (mark) => [{ type: "scatter", data: [], markLine: { precision: 12, silent: true, symbol: "none", label: { show: false }, lineStyle: { color: ink(mark.ink), type: "solid", width: 1.5 }, data: [{ yAxis: mark.value }] } }],
  span: (mark) => [{ type: "scatter", data: [], markArea: { silent: true, itemStyle: { color: ink(mark.ink), opacity: 1 }, data: [[{ yAxis: mark.low }, { yAxis: mark.high }]] } }],
};

function tip(spec) {
  const along = writer(spec.along, spec.locale);
  const across = acrossWriter(spec.across, spec.locale);
  const texts = (at) => spec.marks.flatMap((mark) => {
    if (mark.mark === "band") return mark.low[at] === null ? [] : [[mark.label, `${along(mark.low[at])}–${along(mark.high[at])}`]];
    if (!mark.values || mark.values[at] === null) return [];
    const kind = mark.flag?.[at] ? mark.flag_label : mark.label;
    const interval = mark.low && mark.low[at] !== null ? ` (${along(mark.low[at])}–${along(mark.high[at])})` : "";
    return [[kind, along(mark.values[at]) + interval], ...(mark.tip?.[at] ? [["", mark.tip[at]]] : [])];
  });
  return (params) => {
    const first = Array.isArray(params) ? params[0] : params;
    if (!first) return "";
    const at = spec.places.findIndex((place, index) => place === first.value[0] && (Array.isArray(params) || spec.marks.some((mark) => mark.values?.[index] === first.value[1])));
    if (at < 0) return "";
    const box = document.createElement("div");
    box.className = "gs-tip";
    const head = box.appendChild(document.createElement("b"));
    head.textContent = across(spec.across.values[at]);
    for (const [label, value] of texts(at).reverse()) {
      const line = box.appendChild(document.createElement("div"));
      line.textContent = label ? `${label} ${value}` : value;
    }
    return box;
  };
}

function acrossAxis(spec, shared) {
  if (!isTime(spec.across.form)) return { ...shared, type: "category", data: spec.across.values, splitLine: { show: false } };
  const first = Math.min(...spec.places);
  const last = Math.max(...spec.places);
  const tick = timeTick(spec.across.form, spec.locale);
  // points would be cut in half at the ends of the axis
  const room = first === last ? 43_200_000 : spec.marks.some((mark) => mark.mark === "points") ? (last - first) * 0.03 : 0;
  const one = { min: first - room, max: last + room };
  return { ...shared, type: "time", splitLine: { show: false }, splitNumber: 3, ...one, axisLabel: { ...shared.axisLabel, formatter: (value) => tick(value, last - first > LONG), showMinLabel: false, showMaxLabel: false } };
}

/** The options of ECharts for a spec; `still` leaves out all motion. */
export function options(given, still) {
  const time = isTime(given.across.form);
  const places = given.across.values.map((value) => (time ? Date.parse(value) : value));
  const spec = { ...given, places };
  const [low, high] = reach(spec);
  const along = scale(low, high, spec.along.low, spec.along.high);
  const shared = { axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: token("text-3"), fontSize: 12, hideOverlap: true }, splitLine: { lineStyle: { color: token("line") } } };
  const pointed = spec.marks.some((mark) => mark.mark === "points");
  return {
    animation: !still,
    animationDuration: 0, // nothing moves on load
    animationDurationUpdate: 200,
    useUTC: spec.across.form === "day",
    aria: { enabled: false }, // the element says the finding, the table the figures
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 4, right: 12, top: 12, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: { trigger: pointed ? "item" : "axis", confine: true, backgroundColor: token("raised"), borderColor: token("line-strong"), textStyle: { color: token("text"), fontSize: 12 }, extraCssText: "max-width:18rem;white-space:normal", axisPointer: { lineStyle: { color: token("line-control") } }, formatter: tip(spec) },
    xAxis: acrossAxis(spec, shared),
    yAxis: { ...shared, type: "value", ...along, axisLabel: { ...shared.axisLabel, formatter: ticks(spec.along, spec.locale, along.interval) } },
    series: spec.marks.flatMap((mark) => drawn[mark.mark](mark, places)),
  };
}
