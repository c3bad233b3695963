// The overview: what there is, in one sentence, then over time, by channel and by step.
import { axes, chart, tooltip } from "./charts/chart.js";
import { brokenLines } from "./charts/lines.js";
import { markLines, markTexts, placed, within } from "./charts/marks.js";
import { asking } from "./asking/asking.js";
import { given } from "./core/ask.js";
import { legendOf, sideNames, sideScope } from "./core/comparison.js";
import { behindAddress, counting } from "./core/behind.js";
import { el, fill, part } from "./core/dom.js";
import { counted, day, number, people, percent, point, short, unitName } from "./core/format.js";
import { happened, setMark } from "./core/marking.js";
import { asked, opening } from "./core/opening.js";
import { compared, per } from "./core/question.js";
import { answering } from "./core/status.js";
import { table, twin } from "./core/table.js";
import { channelName, isNone } from "./core/values.js";
import { say, t } from "./core/words.js";
import { first } from "./imports/first.js";
import { stepName } from "./core/names.js";

const look = () =>
  answering(async (signal) => {
    let overview;
    try {
      overview = await asked("overview", compared(), signal);
    } catch (error) {
      if (!["no_events", "unknown_workspace"].includes(error.code)) throw error;
      return begin();
    }
    if (overview.events === 0 && !location.search) return begin();
    fill(part("answer"), overview.events > 0 ? full(overview) : el("p", { class: "empty" }, t("journeys.none")));
  });
if (given().empty) answering(async () => begin());
else asking(look, { sentence: () => t("room.overview") });

/** Nothing is here yet: the way in. */
function begin() {
  part("question").hidden = true;
  fill(part("answer"), first(given(), () => {}));
}

function full(overview) {
  return [
    opening(overview),
    figures(overview),
    next(),
    beside(overview),
    ...overTime(overview),
    el("div", { class: "columns" }, channels(overview), steps(overview)),
  ];
}

function figures(overview) {
  const refused = overview.refused ? counted("overview.refused", overview.refused) : t("overview.refused.none");
  return el(
    "dl",
    { class: "figures" },
    figure(t(per() === "case" ? "word.cases" : "word.customers"), counting(overview.customers, "all"), overview.cases && per() !== "case" ? t("overview.cases", { count: number(overview.cases) }) : null),
    figure(t("word.events"), counting(overview.events, "all")),
    figure(t("word.channels"), number(overview.channels.filter((row) => !isNone(row.channel)).length)),
    figure(t("overview.imports"), number(overview.imports), el("a", { href: "/imports" }, refused)),
  );
}

const figure = (name, value, more = null) => el("div", { class: "figure" }, el("dt", {}, name), el("dd", {}, value, more ? el("small", {}, more) : null));

/** Both sides of a comparison: how much there is of each, and what they do. */
function beside({ compare }) {
  if (!compare) return null;
  const [a, b] = compare.answers;
  const names = sideNames(compare);
  const of = (answer, step) => answer.steps.find((row) => row.step === step)?.customers ?? 0;
  const steps = [...new Set([...a.steps, ...b.steps].map((row) => row.step))];
  const rows = [
    { name: t(per() === "case" ? "word.cases" : "word.customers"), of: "all", a: a.customers, b: b.customers },
    { name: t("word.events"), of: "all", a: a.events, b: b.events },
    ...steps.map((step) => ({ step, a: of(a, step), b: of(b, step), aShare: of(a, step) / a.customers, bShare: of(b, step) / b.customers })),
  ];
  const side = (key) => ({ title: key.toUpperCase(), value: (row) => row[key], show: (row) => [counting(row[key], row.of ?? "step", row.step, {}, number(row[key]), sideScope(compare, key === "a" ? 0 : 1)), row.step === undefined ? null : el("small", { class: "muted" }, ` ${percent(row[`${key}Share`])}`)], number: true });
  const columns = [{ title: t("word.step"), value: (row) => row.name ?? row.step, show: (row) => row.name ?? stepName(row.step) }, side("a"), side("b")];
  return el("section", { class: "card" }, el("h2", {}, t("compare.title")), legendOf(names), table(t("compare.title"), columns, rows));
}

const next = () =>
  el(
    "nav",
    { class: "card", "aria-label": t("overview.next") },
    el("h2", {}, t("overview.next")),
    el("ul", { class: "chips" }, el("li", {}, el("a", { href: "/pains" }, t("overview.next.pains"))), el("li", {}, "·"), el("li", {}, el("a", { href: "/journeys" }, t("overview.next.journeys"))), el("li", {}, "·"), el("li", {}, el("button", { type: "button", class: "link", "data-open": "tour" }, t("palette.tour")))),
  );

function overTime({ over_time: over, events, marks: all, period }) {
  const { unit, points } = over;
  const begins = points.map((row) => row.time);
  const marks = placed(within(all, begins, period.to), begins);
  const most = points.reduce((best, row) => (row.events > best.events ? row : best), points[0] ?? { events: 0, time: null });
  const title = t("overview.over_time", { unit: unitName(unit) });
  const describe = t("overview.over_time.describe", {
    events: counted("overview.events", events),
    count: number(points.length),
    from: point(points[0]?.time, unit),
    to: point(points.at(-1)?.time, unit),
    most: number(most.events),
    when: point(most.time, unit),
  });
  const drawing = chart(describe, (colour) => ({
    ...axes(colour, { data: points.map((row) => point(row.time, unit)), boundaryGap: false }, { axisLabel: { color: colour("soft"), formatter: short } }),
    tooltip: tooltip(colour, ([first]) => [first.name, counted("overview.events", points[first.dataIndex].events), people(points[first.dataIndex].customers, per()), ...markTexts(marks, first.dataIndex)].join("\n")),
    series: [...brokenLines(points.map((row) => row.events), (at) => over.partial && at === points.length - 1, { colour: colour("c1"), width: 2, showSymbol: points.length < 3, areaStyle: { color: colour("c1"), opacity: 0.14 } }), markLines(marks, colour)],
  }), { pick: (place) => setMark({ at: points[place].time }, look), to: (place) => points[place].customers && behindAddress("time", points[place].time, { unit }) });
  const columns = [
    { title: t("word.time"), value: (row) => row.time, show: (row) => point(row.time, unit) },
    { title: t("word.events"), value: (row) => row.events, show: (row) => counting(row.events, "time", row.time, { unit }), number: true },
    { title: t(per() === "case" ? "word.cases" : "word.customers"), value: (row) => row.customers, show: (row) => counting(row.customers, "time", row.time, { unit }), number: true },
  ];
  return [el("section", { class: "card" }, el("h2", {}, title), drawing, over.partial ? el("p", { class: "hint" }, t("chart.partial")) : null, twin(title, columns, points)), happened(marks, look)];
}

const bar = (share, kind = "") => el("span", { class: `bar ${kind}`, "aria-hidden": "true" }, el("i", { "width%": Math.max(0.5, 100 * share) }));

function channels({ channels: rows }) {
  const most = Math.max(...rows.map((row) => row.events), 1);
  const leads = (row, count) => counting(count, "channel", isNone(row.channel) ? "(none)" : row.channel);
  const columns = [
    { title: t("word.channel"), value: (row) => row.channel, show: (row) => [channelName(row.channel), bar(row.events / most, row.kind)] },
    { title: t("word.kind"), value: (row) => row.kind, show: (row) => el("span", { class: `chip ${row.kind}` }, t(`channel.${row.kind}`)) },
    { title: t("word.events"), value: (row) => row.events, show: (row) => leads(row, row.events), number: true },
    { title: t(per() === "case" ? "word.cases" : "word.customers"), value: (row) => row.customers, show: (row) => leads(row, row.customers), number: true },
  ];
  return el("section", { class: "card" }, el("h2", {}, t("overview.by_channel")), table(t("overview.by_channel"), columns, rows, { most: 20 }));
}

function steps({ steps: rows }) {
  const most = Math.max(...rows.map((row) => row.events), 1);
  const columns = [
    { title: t("word.step"), value: (row) => row.step, show: (row) => [stepName(row.step), bar(row.events / most)] },
    { title: t("word.events"), value: (row) => row.events, show: (row) => counting(row.events, "step", row.step), number: true },
    { title: t(per() === "case" ? "word.cases" : "word.customers"), value: (row) => row.customers, show: (row) => counting(row.customers, "step", row.step), number: true },
  ];
  return el("section", { class: "card" }, el("h2", {}, t("overview.by_step")), table(t("overview.by_step"), columns, rows, { most: 12 }));
}

