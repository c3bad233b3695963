// Two groups or periods side by side: everything that pages show of both, as one list of what differs, surest first.
import { asking } from "./asking/asking.js";
import { legendOf, shareColumns, sideNames } from "./core/comparison.js";
import { el, fill, part } from "./core/dom.js";
import { counted, duration, number, people } from "./core/format.js";
import { stepName } from "./core/names.js";
import { asked, opening } from "./core/opening.js";
import { compared, per } from "./core/question.js";
import { answering } from "./core/status.js";
import { table } from "./core/table.js";
import { channelName } from "./core/values.js";
import { say, t } from "./core/words.js";

const OWN = ["step", "order", "window"];
const MAYBE = 12;

asking(
  () =>
    answering(async (signal) => {
      const query = compared(OWN);
      if (!["compare", "compare_from", "compare_to"].some((name) => query.get(name))) return void fill(part("answer"), el("div", { class: "empty" }, el("p", {}, t("differences.choose")), el("p", { class: "muted" }, t("differences.choose.line"))));
      const answer = await asked("differences", query, signal);
      fill(part("answer"), opening(answer), sizes(answer), sure(answer), maybe(answer));
    }),
  { sentence: () => t("room.compare") },
);

const sizes = (answer) => legendOf(sideNames(answer).map((name, at) => el("span", {}, name, ` (${people(answer.sizes[at], per())})`)));

function sure({ differences }) {
  const rows = differences.filter((row) => row.sure);
  const title = t("differences.sure");
  return el("section", { class: "card" }, el("h2", {}, title), el("p", { class: "muted" }, t("differences.sure.line")), rows.length ? listed(title, rows, 30) : el("p", { class: "empty" }, t("differences.none")));
}

function maybe({ differences }) {
  const rows = differences.filter((row) => !row.sure);
  const title = t("differences.maybe");
  return rows.length ? el("details", { class: "fold card" }, el("summary", {}, counted("differences.maybe", rows.length)), el("p", { class: "muted" }, t("differences.maybe.line")), listed(title, rows, MAYBE)) : null;
}

function listed(title, rows, most) {
  const columns = [
    { title: t("differences.what"), value: (row) => `${row.kind} ${row.what.join(" ")}`, show: (row) => el("a", { href: place(row) }, words(row)) },
    ...shareColumns(t("compare.shares")),
    { title: t("differences.median"), value: (row) => row.b_median_seconds, show: (row) => (row.a_median_seconds === null ? "" : t("differences.medians", { a: duration(row.a_median_seconds, "short"), b: duration(row.b_median_seconds, "short") })) },
  ];
  return table(title, columns, rows, { most });
}

/** What a share is of, in words. */
function words({ kind, what, period }) {
  const name = (at) => (kind === "channel" ? channelName(what[at], 50) : stepName(what[at], 50));
  return say(`differences.${kind}`, { a: what.length ? name(0) : "", b: what.length > 1 ? name(1) : "", after: t("unit.n.week", { count: number(period ?? 0) }) });
}

/** The page where it is seen, with the same comparison. */
function place({ kind, what }) {
  const query = compared(kind === "funnel" ? OWN : []);
  const put = (...pairs) => pairs.forEach(([name, value]) => query.append(name, value));
  const paths = {
    step: () => (put(["step", what[0]]), "/journeys"),
    edge: () => (put(["source", what[0]], ["target", what[1]]), "/journeys"),
    wait: () => (put(["source", what[0]], ["target", what[1]]), "/journeys"),
    channel: () => "/",
    funnel: () => "/funnel",
    retention: () => "/retention",
  };
  return `${paths[kind]()}?${query}`;
}
