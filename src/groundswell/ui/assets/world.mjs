// The world map as one file of shapes: `land` for all of it, `c840` for each country by its ISO number.
// Source: world-atlas (ISC), made from Natural Earth 1:110m (public domain). Antarctica is left out.
import { geoEqualEarth, geoPath } from "d3-geo";
import { readFileSync } from "node:fs";
import { feature } from "topojson-client";

const WIDTH = 960;
const HEIGHT = 440;
const ANTARCTICA = "010";

/** The file's text, drawn from `countries-110m.json` at `path`. */
export function worldMap(path) {
  const atlas = JSON.parse(readFileSync(path, "utf8"));
  const shapes = atlas.objects.countries.geometries.filter((one) => one.id !== ANTARCTICA).map((one) => feature(atlas, one));
  const all = { type: "FeatureCollection", features: shapes };
  const draw = geoPath(geoEqualEarth().fitSize([WIDTH, HEIGHT], all)).digits(1);
  const paths = shapes.map((one) => `<path${one.id ? ` id="c${one.id}"` : ""} d="${draw(one)}"/>`);
  return `<svg xmlns="http://www.w3.org/2000/svg"><g id="land">${paths.join("")}</g></svg>`;
}
