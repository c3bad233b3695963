// Bundles the islands and the style sheets of the console, and the scripts for other people's pages, into the package.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
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

// A page loads the texts of the frame around all pages, `texts:en`, and those that only its own modules name, `texts:en.NAME`;
// `texts:own` says which pages have some. What a text is for stands before its first point.
const groupOf = (key) => key.split(".")[0];
const FRAME = "shell";
const TASKS = "may.js"; // names what can be done, which is called as its texts are

function paging(groups) {
  const own = [...groups.keys()].filter((page) => page !== FRAME).map((page) => `"${page}": { en: () => import("texts:en.${page}"), ko: () => import("texts:ko.${page}") }`);
  return {
    name: "texts",
    setup(building) {
      building.onResolve({ filter: /^texts:/ }, ({ path }) => ({ path: path.slice(6), namespace: "texts" }));
      building.onLoad({ filter: /.*/, namespace: "texts" }, ({ path }) => {
        if (path === "own") return { loader: "js", contents: `export const own = { ${own.join(", ")} };` };
        const [language, page = FRAME] = path.split(".");
        return { loader: "json", contents: JSON.stringify(Object.fromEntries(Object.entries(texts(language, "")).filter(([key]) => groups.get(page)?.has(groupOf(key))))) };
      });
    },
  };
}

/** The groups of texts that each page's modules name, but for those of the frame. */
async function groupsOfPages() {
  const known = new Set(Object.keys(texts("en", "")).map(groupOf));
  const { metafile } = await build({ ...pages, outdir: "out", metafile: true, write: false, logLevel: "silent", plugins: [paging(new Map())] });
  const groups = new Map();
  for (const entry of Object.values(metafile.outputs).map((one) => one.entryPoint).filter((path) => path?.endsWith(".js"))) {
    const reached = new Set([entry]);
    for (const path of reached) metafile.inputs[path]?.imports.forEach((next) => reached.add(next.path));
    const sources = [...reached].filter((path) => path.includes("/islands/"));
    const named = (path) => [...readFileSync(path, "utf8").matchAll(path.endsWith(TASKS) ? /\bt\(["'`](\w+)\./g : /["'`](\w+)\./g)].map(([, group]) => group);
    groups.set(basename(entry, ".js"), new Set(sources.flatMap(named).filter((group) => known.has(group))));
  }
  for (const [page, own] of groups) if (page !== FRAME) for (const group of groups.get(FRAME)) own.delete(group);
  return groups;
}

const pages = {
  ...common,
  entryPoints: [...readdirSync(islands).filter((name) => name.endsWith(".js")).map((name) => join(islands, name)), join(web, "css", "console.css")],
  chunkNames: "part-[hash]",
  splitting: true,
  format: "esm",
  target: ["es2023", "chrome111", "firefox128", "safari17"],
  legalComments: "linked",
};
rmSync(out, { recursive: true, force: true });
await build({ ...pages, plugins: [paging(await groupsOfPages())] });
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
