// SQL: a query, its rows, a drawing of them, and the queries that were saved. The address holds the whole question.
import { ask, send } from "./core/ask.js";
import { el, fill, part } from "./core/dom.js";
import { answering } from "./core/status.js";
import { zone } from "./core/format.js";
import { t } from "./core/words.js";
import { editor } from "./sql/editor.js";
import { EXAMPLES, examples } from "./sql/examples.js";
import { result } from "./sql/result.js";
import { saved } from "./sql/saved.js";
import { tableList } from "./sql/tables.js";
import { taking } from "./sql/taking.js";

const LONGEST_ADDRESS = 6000;
const DRAFT = `cxloop.sql.${document.documentElement.dataset.workspace ?? ""}`;
const state = { chart: null, x: null, y: null };
let running = null;

const run = el("button", { type: "button", class: "primary", click: () => go() }, t("sql.run"));
const cancel = el("button", { type: "button", class: "plain", hidden: true, click: () => running?.abort() }, t("sql.cancel"));
const note = el("p", { class: "muted", role: "status" });
const query = editor({ label: t("sql.query"), run: () => go(), changed: (text) => remember(text) });
const mine = saved({ text: () => query.text(), state, open });

fill(part("sql"), query.node, el("div", { class: "actions" }, run, cancel, mine.save), el("p", { class: "muted" }, t("sql.keys")), note);

function open({ query: text, chart = null, x = null, y = null }) {
  query.set(text);
  Object.assign(state, { chart, x, y });
  go();
  query.focus();
}

function remember(text) {
  try {
    localStorage.setItem(DRAFT, text);
  } catch {
    // a browser that keeps nothing: the address still has what was run
  }
}

function draft() {
  try {
    return localStorage.getItem(DRAFT);
  } catch {
    return null;
  }
}

/** Puts the question into the address; one that is too long for it stays where it was written. */
function address(replace = false) {
  const told = new URLSearchParams({ q: query.text() });
  for (const [name, value] of Object.entries(state)) if (value) told.set(name, value);
  const short = told.toString().length <= LONGEST_ADDRESS;
  fill(note, short ? null : document.createTextNode(t("sql.long_address")));
  const wanted = short ? `?${told}` : location.pathname;
  if (wanted !== location.search) history[replace ? "replaceState" : "pushState"](null, "", wanted);
}

async function go({ past = false } = {}) {
  const text = query.text();
  if (text.trim() === "") return;
  if (!past) address();
  running?.abort();
  const own = (running = new AbortController());
  query.blame(null);
  cancel.hidden = false;
  await answering(async (signal) => {
    signal.addEventListener("abort", () => own.abort());
    try {
      const route = `sql${zone === "UTC" ? "" : `?zone=${encodeURIComponent(zone)}`}`;
      const found = await send(route, { query: text }, own.signal);
      fill(part("answer"), taking(route, text, state), result(found, state, () => address(true)));
    } catch (error) {
      if (error.name !== "AbortError") {
        query.blame(error);
        throw error;
      }
      fill(part("answer"), el("p", { class: "muted" }, t("sql.cancelled")));
    }
  });
  if (running === own) cancel.hidden = true;
}

function fromAddress() {
  const asked = new URLSearchParams(location.search);
  Object.assign(state, { chart: asked.get("chart"), x: asked.get("x"), y: asked.get("y") });
  return asked.get("q");
}

addEventListener("popstate", () => {
  const asked = fromAddress();
  if (asked !== null) {
    query.set(asked);
    go({ past: true });
  }
});

const tables = el("div");
fill(part("aside"), examples(open), mine.list, tables);
const asked = fromAddress();
query.set(asked ?? draft() ?? EXAMPLES[0].query);
if (asked !== null) go({ past: true });
else fill(part("status")), (part("answer").hidden = false); // nothing is asked yet
Promise.all([ask("sql/tables"), ask("sql/names")])
  .then(([{ tables: known }, names]) => {
    query.know(known, names);
    fill(tables, tableList(known, (name) => query.insert(name)));
  })
  .catch(() => {}); // it can be written without
mine.load();
