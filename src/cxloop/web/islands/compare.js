// Two groups or periods compared: everything that pages show of both, as one list of what differs, surest first.
import { asking } from "./asking/asking.js";
import { counting } from "./core/behind.js";
import { legendOf, shareColumns, sideNames, sideScope } from "./core/comparison.js";
import { el, fill, part } from "./core/dom.js";
import { counted, duration, number, people, percent } from "./core/format.js";
import { stepName } from "./core/names.js";
import { asked, opening } from "./core/opening.js";
import { compared, per } from "./core/question.js";
import { answering } from "./core/status.js";
import { table } from "./core/table.js";
import { channelName, isNone } from "./core/values.js";
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

/** What can be listed of a difference: how many of a side do it. */
const COUNTED = { step: (what) => what[0], edge: (what) => what, channel: (what) => (isNone(what[0]) ? "(none)" : what[0]) };

/** A share of a side, which leads to those who make it where they can be told. */
const shareOf = (answer, { kind, what }, share, at) => (COUNTED[kind] ? counting(share, kind, COUNTED[kind](what), {}, percent(share), sideScope(answer, at)) : percent(share));

function sure(answer) {
  const rows = answer.differences.filter((row) => row.sure);
  const title = t("differences.sure");
  return el("section", { class: "card" }, el("h2", {}, title), el("p", { class: "muted" }, t("differences.sure.line")), rows.length ? listed(title, answer, rows, 30) : el("p", { class: "empty" }, t("differences.none")));
}

function maybe(answer) {
  const rows = answer.differences.filter((row) => !row.sure);
  const title = t("differences.maybe");
  return rows.length ? el("details", { class: "fold card" }, el("summary", {}, counted("differences.maybe", rows.length)), el("p", { class: "muted" }, t("differences.maybe.line")), listed(title, answer, rows, MAYBE)) : null;
}

function listed(title, answer, rows, most) {
  const columns = [
    { title: t("differences.what"), value: (row) => `${row.kind} ${row.what.join(" ")}`, show: (row) => el("a", { href: place(row) }, words(row)) },
    ...shareColumns(t("compare.shares"), (row, share, at) => shareOf(answer, row, share, at)),
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
