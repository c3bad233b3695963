// Retention: who comes back, by cohort, as a curve and as a table shaded by share.
import { axes, chart, tooltip } from "./charts/chart.js";
import { placed, within } from "./charts/marks.js";
import { asking } from "./asking/asking.js";
import { choice, stepChoice } from "./asking/controls.js";
import { legendOf, sideNames, sideScope } from "./core/comparison.js";
import { seen } from "./core/ask.js";
import { behindAddress, counting } from "./core/behind.js";
import { el, fill, part, shortened } from "./core/dom.js";
import { day, milliseconds, number, people, percent, point, unitName } from "./core/format.js";
import { happened } from "./core/marking.js";
import { asked, opening } from "./core/opening.js";
import { compared, per, scope } from "./core/question.js";
import { answering } from "./core/status.js";
import { table, twin } from "./core/table.js";
import { t } from "./core/words.js";

const UNITS = ["week", "day", "month"];
const unitOf = (query) => (UNITS.includes(query.get("unit")) ? query.get("unit") : "week");

const look = () =>
  answering(async (signal) => {
    const [retention, { marks }] = await Promise.all([asked("retention", compared(["unit", "mode", "start", "back"]), signal), seen("marks", {}, signal)]);
    const { curve, cohorts, unit } = retention;
    const begins = cohorts.map((row) => row.cohort);
    const own = begins.length ? placed(within(marks, begins, ending(begins.at(-1), unit)), begins) : [];
    fill(part("answer"), opening(retention), curve.length > 1 ? drawn(retention, curve) : null, beside(retention), heat(retention, curve.length, own), own.length ? happened(own, look) : null);
  });

/** The last day of the last cohort. */
const ending = (cohort, unit) => new Date(milliseconds(cohort) + { day: 0, week: 6, month: 30 }[unit] * 86_400_000).toISOString();

asking(
  look,
  {
    controls: [
      stepChoice(t("retention.start"), "start", t("retention.any_step")),
      stepChoice(t("retention.back"), "back", t("retention.any_step"), (query) => (query.get("start") ? [query.get("start")] : [])),
      choice(t("retention.unit"), "unit", UNITS.map((one) => [one, t(`unit.${one}`)])),
      choice(t("retention.mode"), "mode", ["bracketed", "unbounded"].map((one) => [one, t(`retention.${one}`)])),
    ],
    sentence: (query) => t("retention.sentence", { unit: unitName(unitOf(query)) }),
  },
);

const after = (period, unit) => t("retention.after", { count: t(`unit.n.${unit}`, { count: number(period) }) });

function drawn({ unit }, curve) {
  const title = t("retention.curve");
  const describe = t("retention.curve.describe", { last: percent(curve.at(-1).share), periods: number(curve.at(-1).period) });
  const drawing = chart(describe, (colour) => ({
    ...axes(colour, { data: curve.map((row) => t(`unit.n.${unit}`, { count: number(row.period) })), boundaryGap: false }, { min: 0, max: 1, axisLabel: { color: colour("soft"), formatter: (value) => percent(value, 0) } }),
    tooltip: tooltip(colour, ([first]) => `${first.name}\n${percent(curve[first.dataIndex].share)}\n${people(curve[first.dataIndex].customers, per())}`),
    series: [{ type: "line", data: curve.map((row) => row.share), lineStyle: { color: colour("c1"), width: 2.5 }, itemStyle: { color: colour("c1") }, symbolSize: 7, areaStyle: { color: colour("c1"), opacity: 0.1 } }],
  }), { to: (place) => curve[place].share && behindAddress("cohort", [], { ...chosen(), number: curve[place].period }) });
  const columns = [
    { title: t("word.period"), value: (row) => row.period, show: (row) => after(row.period, unit) },
    { title: t("word.share"), value: (row) => row.share, show: (row) => counting(row.share, "cohort", [], { ...chosen(), number: row.period }, percent(row.share)), number: true },
    { title: t(per() === "case" ? "word.cases" : "word.customers"), value: (row) => row.customers, show: (row) => number(row.customers), number: true },
  ];
  return el("section", { class: "card" }, el("h2", {}, title), drawing, twin(title, columns, curve));
}

/** What the page was asked, as those behind its numbers are asked for. */
const chosen = () => Object.fromEntries(["unit", "mode", "start", "back"].map((name) => [name, scope([name]).get(name)]));

function heat({ cohorts, unit }, periods, marks) {
  const shown = Math.min(periods, 13);
  const named = (row) => (unit === "month" ? point(`${row.cohort.slice(0, 7)}-01`, "month") : day(row.cohort));
  const columns = [
    { title: t("retention.cohort"), term: "cohort", value: (row) => row.cohort, show: (row) => [named(row), ...marks.filter((one) => cohorts[one.place] === row).map((one) => el("span", { class: "chip", title: shortened(one.title, 100) }, `${one.number} ${shortened(one.title, 24)}`))] },
    { title: t(per() === "case" ? "word.cases" : "word.customers"), value: (row) => row.customers, show: (row) => counting(row.customers, "cohort", row.cohort, chosen()), number: true },
    ...Array.from({ length: shown }, (_, period) => ({
      title: t(`unit.n.${unit}`, { count: number(period) }),
      value: (row) => row.shares[period],
      show: (row) => cell(row, period),
      number: true,
    })),
  ];
  return el("section", { class: "card" }, el("h2", {}, t("retention.cohorts")), table(t("retention.cohorts"), columns, cohorts, { kind: "heat", most: 24 }));
}

/** Both sides of a comparison as two lines, with their table. */
function beside({ compare, unit }) {
  if (!compare) return null;
  const names = sideNames(compare);
  const [a, b] = compare.answers.map((answer) => answer.curve);
  const rows = Array.from({ length: Math.max(a.length, b.length) }, (_, period) => ({ period, a: a[period]?.share, b: b[period]?.share }));
  const title = t("compare.title");
  const describe = t("compare.lines.describe", { a: percent(rows[1]?.a), b: percent(rows[1]?.b) });
  const returned = (period) => ["cohort", [], { ...chosen(), number: period }];
  const line = (side, colour) => ({ type: "line", name: side.toUpperCase(), data: rows.map((row) => row[side] ?? null), lineStyle: { color: colour, width: 2.5, type: side === "a" ? "solid" : "dashed" }, itemStyle: { color: colour }, symbolSize: 7 });
  const drawing = chart(describe, (colour) => ({
    ...axes(colour, { data: rows.map((row) => t(`unit.n.${unit}`, { count: number(row.period) })), boundaryGap: false }, { min: 0, max: 1, axisLabel: { color: colour("soft"), formatter: (value) => percent(value, 0) } }),
    tooltip: tooltip(colour, (points) => [points[0].name, ...points.map((one) => `${one.seriesName}: ${percent(one.value)}`)].join("\n")),
    series: [line("a", colour("c3")), line("b", colour("c4"))],
  }), { to: (place, { name }) => rows[place][name.toLowerCase()] && behindAddress(...returned(place), sideScope(compare, name === "A" ? 0 : 1)) });
  const share = (side) => ({ title: side.toUpperCase(), value: (row) => row[side], show: (row) => counting(row[side], ...returned(row.period), percent(row[side]), sideScope(compare, side === "a" ? 0 : 1)), number: true });
  const columns = [{ title: t("word.period"), value: (row) => row.period, show: (row) => after(row.period, unit) }, share("a"), share("b")];
  return el("section", { class: "card" }, el("h2", {}, title), legendOf(names), drawing, twin(title, columns, rows));
}

/** A share with the ways to those who came back, and to those who did not. */
function cell(row, period) {
  const share = row.shares[period];
  if (share === null || share === undefined) return "";
  const back = row.returned[period];
  const shown = counting(back, "cohort", row.cohort, { ...chosen(), number: period }, percent(share, 0));
  const away = period > 0 ? counting(row.customers - back, "cohort", row.cohort, { ...chosen(), number: period, who: "did_not" }, el("small", {}, t("retention.away", { count: number(row.customers - back) }))) : null;
  return [el("span", { class: "cell", heat: Math.round(share * 10) }, shown), away instanceof HTMLAnchorElement ? away : null];
}
