// Builds what the pages load into ../static/ui/built: one style sheet, one script, the charts apart,
// the fonts and the icon sprite. Run: npm run build (`make assets` installs first).
import { build } from "esbuild";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { worldMap } from "./world.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../../../..");
const built = resolve(here, "../static/ui/built");
const out = `${built}.${process.pid}`; // made beside, then switched: a running server never sees half
const modules = join(root, "node_modules");

mkdirSync(out, { recursive: true });
process.on("exit", () => rmSync(out, { recursive: true, force: true }));

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  target: ["chrome123", "firefox120", "safari17.5"], // light-dark() sets the floor
  legalComments: "linked",
  logLevel: "warning",
};
const scripts = ["app", "theme", "charts"].filter((name) => existsSync(join(here, `js/${name}.js`)));
await build({
  ...common,
  entryPoints: Object.fromEntries(scripts.map((name) => [name, join(here, `js/${name}.js`)])),
  outdir: out,
  format: "iife",
});
await build({
  ...common,
  entryPoints: { app: join(here, "css/app.css") },
  outdir: out,
  loader: { ".woff2": "file" },
  assetNames: "[name]",
  external: ["data:*"],
});

const wanted = readFileSync(join(here, "icons.txt"), "utf8").trim().split("\n");
const drawing = (name) => {
  const file = join(modules, `@tabler/icons/icons/outline/${name}.svg`);
  if (!existsSync(file)) throw new Error(`icons.txt: Tabler has no outline icon "${name}"`);
  return readFileSync(file, "utf8").replace(/<!--[\s\S]*?-->/g, "").replace(/<svg[\s\S]*?>/, "").replace("</svg>", "").trim();
};
const symbols = wanted.map(
  (name) => `<symbol id="${name}" viewBox="0 0 24 24" stroke-linecap="round" stroke-linejoin="round">${drawing(name)}</symbol>`,
);
writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);

// the guide that the product shows as its help
cpSync(join(root, "docs/guide"), join(out, "guide"), { recursive: true });
copyFileSync(join(root, "docs/fields.md"), join(out, "guide/fields.md"));

for (const name of readdirSync(join(here, "images"), { withFileTypes: true })) {
  if (name.isFile()) copyFileSync(join(here, "images", name.name), join(out, name.name));
}

writeFileSync(join(out, "world.svg"), worldMap(join(modules, "world-atlas/countries-110m.json")));

rmSync(built, { recursive: true, force: true });
renameSync(out, built);
