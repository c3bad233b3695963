// A tile: a title, the sentence, and the picture of an answer, or its table. It asks when it comes into view, a few at once.
import { addressOf, ask } from "../core/ask.js";
import { dark, night } from "../core/dark.js";
import { el, fill, nameOf, part, shortened } from "../core/dom.js";
import { sentence } from "../core/opening.js";
import { failed } from "../core/status.js";
import { t } from "../core/words.js";
import { periodWords } from "../asking/period.js";
import { pageName } from "./pages.js";

const MOST_AT_ONCE = 3;
const AHEAD = "200px";
/** Of a picture, in points: it is drawn for its place, so that its words stay as large as those around it. */
const WIDTHS = { least: 260, most: 1100, margin: 40, step: 20 };

const waiting = [];
let running = 0;

async function next() {
  if (running >= MOST_AT_ONCE || waiting.length === 0) return;
  running += 1;
  const work = waiting.shift();
  next();
  await work();
  running -= 1;
  next();
}

const begin = (work) => (waiting.push(work), next());
const loading = new WeakMap();
const watcher = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    if (!isIntersecting) continue;
    watcher.unobserve(target);
    begin(loading.get(target));
  }
}, { rootMargin: AHEAD });

/** What a tile is called. */
export const titleOf = (tile) => tile.title || tile.name || pageName(tile.page);

/** What it asks, as one text. */
export const asks = (tile) => `${tile.question}?${tile.asked}`;

/** Asks again, all that were asked. */
export function refresh() {
  for (const one of document.querySelectorAll(".tile")) {
    const body = part("tile", one);
    body.setAttribute("aria-busy", "true");
    watcher.observe(body);
  }
}

// a printed page has all of them
addEventListener("beforeprint", () => {
  for (const body of document.querySelectorAll("[data-part=tile]")) if (!body.dataset.asked) watcher.unobserve(body), begin(loading.get(body));
});

/** The tile; doing: what can be done with it, null where it may only be read; apart: whether the dashboard has a period. */
export function shown(tile, doing, apart) {
  const title = titleOf(tile);
  const body = el("div", { "data-part": "tile", "aria-busy": "true", "aria-live": "off" }, el("p", { class: "muted" }, t("status.asking")));
  loading.set(body, () => load(tile, body));
  watcher.observe(body);
  return el("article", { class: `card tile ${tile.size}`, "data-tile": tile.id, "aria-label": shortened(title, 100) }, el("header", {}, el("h2", {}, el("a", { href: tile.address, draggable: "false" }, nameOf(title, 80))), doing && controls(tile, title, doing)), periodLine(tile, apart), body);
}

/** What period it is asked for; one that does not follow the dashboard says so. */
function periodLine({ period, begin, end }, apart) {
  const where = apart ? "apart" : "alone";
  if (period === "none" && !apart) return null;
  const words = begin || end ? periodWords(begin, end) : "";
  const own = period === "board" || (period === "own" && !apart);
  const told = own ? words : t(period === "none" ? "tile.period.none" : `tile.period.${period}.${where}`, { period: words });
  return el("p", { class: `muted period-line${apart && period !== "board" ? " apart" : ""}` }, told);
}

function controls(tile, title, doing) {
  const name = shortened(title, 60);
  const button = (key, sign, act, more = {}) => el("button", { type: "button", class: "quiet small", "data-do": key.split(".")[1], title: t(key, { name }), "aria-label": t(key, { name }), ...more, click: ({ currentTarget }) => back(act(), tile, currentTarget.dataset.do) }, sign);
  const size = tile.size === "wide" ? ["tile.smaller", "⇤⇥", "small"] : ["tile.wider", "↔", "wide"];
  return el(
    "span",
    { class: "tile-tools" },
    button("tile.earlier", "←", () => doing.by(tile, -1)),
    button("tile.later", "→", () => doing.by(tile, 1)),
    button(size[0], size[1], () => doing.set(tile, { size: size[2] })),
    doing.period() && tile.period !== "none" ? button(tile.follows ? "tile.own" : "tile.follow", "◷", () => doing.set(tile, { follows: !tile.follows }), { "aria-pressed": String(!tile.follows) }) : null,
    button("tile.remove", "×", () => doing.remove(tile)),
  );
}

/** The focus stays on the same button of the same tile, so that it can be moved on. */
async function back(done, tile, what) {
  await done;
  const PAIRS = { wider: "smaller", smaller: "wider" };
  const find = (name) => document.querySelector(`[data-tile="${CSS.escape(tile.id)}"] [data-do=${name}]`);
  (find(what) ?? find(PAIRS[what] ?? what))?.focus({ preventScroll: false });
}

async function load(tile, body) {
  body.dataset.asked = "1";
  const query = [...new URLSearchParams(tile.asked)];
  try {
    const { told } = await ask(tile.question, [...query, ["told", "brief"]]);
    fill(body, el("p", { class: "says" }, sentence(told.says)), told.pictured === null ? table(told.table, told.title) : picture(tile, query, told.pictured, body.clientWidth), told.sure.length ? el("p", { class: "muted sure" }, sentence(told.sure[0])) : null);
  } catch (error) {
    fill(body, failed(error, () => begin(() => load(tile, body))));
  }
  body.removeAttribute("aria-busy");
}

/** The picture as a file of the server, in the colours of the page. */
function picture(tile, query, described, room) {
  const width = Math.min(WIDTHS.most, Math.max(WIDTHS.least, Math.round((room - WIDTHS.margin) / WIDTHS.step) * WIDTHS.step));
  const source = () => addressOf(tile.question, [...query, ["as", "svg"], ["charts", "1"], ["width", width], ...(dark() ? [["theme", "dark"]] : [])]);
  const image = el("img", { src: source(), alt: shortened(described, 1500), draggable: "false", class: dark() ? "dark" : null });
  image.addEventListener("error", () => image.replaceWith(el("p", { class: "muted" }, t("tile.no_picture"))), { once: true });
  night.addEventListener("change", () => image.isConnected && ((image.src = source()), image.classList.toggle("dark", dark())));
  return el("a", { href: tile.address, title: t("tile.leads"), tabindex: -1, draggable: "false" }, image);
}

/** What the table is of stands above it where the tile does not say so already. */
function table(brief, title) {
  if (brief === null) return null;
  const cell = (tag, at, text) => el(tag, { class: brief.numeric[at] ? "number" : null, scope: tag === "th" ? "col" : null }, shortened(text, 60));
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": brief.title }, el("table", {}, brief.title === title ? null : el("caption", {}, brief.title), el("thead", {}, el("tr", {}, brief.heads.map((text, at) => cell("th", at, text)))), el("tbody", {}, brief.rows.map((row) => el("tr", {}, row.map((text, at) => cell("td", at, text)))))));
}
