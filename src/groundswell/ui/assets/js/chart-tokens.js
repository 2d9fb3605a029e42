// Colours of a chart, read from the tokens of the style sheet as they are in the theme in force.
const INK = { subject: "accent", band: "band", peer: "peer", watch: "watch" };

let brush;

/** The value of `--gs-<name>` as rgb(): light-dark() and oklab are resolved by the browser. */
export function token(name) {
  brush ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const probe = document.createElement("i");
  probe.hidden = true;
  probe.style.color = `var(--gs-${name})`;
  document.body.append(probe);
  brush.clearRect(0, 0, 1, 1);
  brush.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
  return `rgb(${red},${green},${blue})`;
}

/** The colour of an ink of `charts.Ink`. */
export const ink = (name) => token(INK[name] ?? name);
