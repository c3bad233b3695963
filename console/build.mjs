// Bundles the islands and the style sheets of the console, and the scripts for other people's pages, into the package.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const web = join(here, "..", "src", "cxloop", "web");
const islands = join(web, "islands");
const out = join(web, "static", "dist");
const common = { outdir: out, entryNames: "[name]", nodePaths: [join(here, "node_modules")], bundle: true, minify: true, charset: "utf8", logLevel: "info" };

// `import words from "words:touch"` holds the texts `touch.…` in both languages.
const words = {
  name: "words",
  setup(building) {
    building.onResolve({ filter: /^words:/ }, ({ path }) => ({ path: path.slice(6), namespace: "words" }));
    building.onLoad({ filter: /.*/, namespace: "words" }, ({ path }) => ({
      loader: "json",
      contents: JSON.stringify(Object.fromEntries(["en", "ko"].map((language) => [language, texts(language, `${path}.`)]))),
    }));
  },
};

function texts(language, prefix) {
  const all = JSON.parse(readFileSync(join(web, "i18n", `${language}.json`), "utf8"));
  return Object.fromEntries(Object.entries(all).filter(([key]) => key.startsWith(prefix)));
}

rmSync(out, { recursive: true, force: true });
await build({
  ...common,
  entryPoints: [...readdirSync(islands).filter((name) => name.endsWith(".js")).map((name) => join(islands, name)), join(web, "css", "console.css")],
  chunkNames: "part-[hash]",
  splitting: true,
  format: "esm",
  target: ["es2023", "chrome111", "firefox128", "safari17"],
  legalComments: "linked",
});
await build({
  ...common,
  entryPoints: ["cxloop.js", "touch.js"].map((name) => join(web, "snippet", name)),
  format: "iife",
  target: ["es2021", "chrome92", "firefox90", "safari15"],
  plugins: [words],
});

// The typeface of files that carry their own.
const fonts = join(web, "..", "report", "fonts");
const nanum = join(here, "node_modules", "@expo-google-fonts", "nanum-gothic");
mkdirSync(fonts, { recursive: true });
for (const [folder, style] of [["400Regular", "Regular"], ["700Bold", "Bold"]]) cpSync(join(nanum, folder, `NanumGothic_${folder}.ttf`), join(fonts, `NanumGothic-${style}.ttf`));
cpSync(join(nanum, "LICENSE_FONT"), join(fonts, "LICENSE"));
