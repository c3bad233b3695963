// Bundles the islands and the style sheets of the console into the package.
import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const web = join(here, "..", "src", "cxloop", "web");
const islands = join(web, "islands");
const out = join(web, "static", "dist");

rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: [...readdirSync(islands).filter((name) => name.endsWith(".js")).map((name) => join(islands, name)), join(web, "css", "console.css")],
  outdir: out,
  entryNames: "[name]",
  chunkNames: "part-[hash]",
  nodePaths: [join(here, "node_modules")],
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2023", "chrome111", "firefox128", "safari17"],
  minify: true,
  charset: "utf8",
  legalComments: "linked",
  logLevel: "info",
});
