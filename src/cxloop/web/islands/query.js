// The rows of one saved query, as they are now: a chart and a table, to be taken along or pinned.
import { given, seen } from "./core/ask.js";
import { el, fill, nameOf, part } from "./core/dom.js";
import { asked, opening } from "./core/opening.js";
import { pinDialog } from "./core/saving.js";
import { answering } from "./core/status.js";
import { t } from "./core/words.js";
import { result } from "./sql/result.js";

const { query: number, may } = given();

answering(async (signal) => {
  const found = await asked(`sql/${encodeURIComponent(number)}`, {}, signal);
  const { title, chart, x, y } = found;
  fill(part("heading"), nameOf(title, 80));
  fill(part("answer"), opening(found), may ? ways() : null, result(found, { chart, x, y }, () => {}));
});

/** What whoever may write queries can do with it. */
function ways() {
  const edit = async () => {
    const { queries } = await seen("queries");
    const known = queries.find((one) => one.id === number)?.query;
    location.assign(known ? `/sql?${new URLSearchParams(Object.entries({ q: known.query, chart: known.chart, x: known.x, y: known.y }).filter(([, value]) => value))}` : "/sql");
  };
  const button = (key, click) => el("button", { type: "button", class: "plain", click }, t(key));
  return el("div", { class: "actions query-ways" }, button("saved.pin", () => pinDialog({ page: location.pathname })), button("query.edit", edit));
}
