// Performance: metrics over time, by group, with what happened meanwhile drawn on the same axis.
import { asking } from "./asking/asking.js";
import { choice, fieldChoice, folded as fold, metricChoice, typed } from "./asking/controls.js";
import { known } from "./asking/known.js";
import { ask } from "./core/ask.js";
import { behindAddress, counting, grouped } from "./core/behind.js";
import { el, fill, part } from "./core/dom.js";
import { between, day, minute, number, point } from "./core/format.js";
import { happened, setMark } from "./core/marking.js";
import { sideNames } from "./core/comparison.js";
import { asked, opening } from "./core/opening.js";
import { may } from "./core/may.js";
import { compared, scope } from "./core/question.js";
import { answering } from "./core/status.js";
import { table, twin } from "./core/table.js";
import { valueText } from "./core/values.js";
import { say, t } from "./core/words.js";
import { differenceOf, metricName, nothingOf, valueOf } from "./loop/words.js";
import { drawn, placed } from "./performance/drawing.js";

const ALSO = ["unit", "last", "by", "metric", "hours"];

const load = (quiet = false) =>
  answering(
    async (signal) => {
      const found = sided(await asked("performance", compared(ALSO), signal, ask));
      const marks = placed(found);
      fill(part("answer"), opening(found), el("div", { class: "columns" }, found.metrics.map((one) => card(found, one, marks))), happened(marks, load), note(found));
    },
    { quiet },
  );
const TIMED = ["returns", "resolved"];
const DAY_S = 86_400;
const METRICS = ["reaches:order placed", "nps:score", "resolved:45m:opened/solved", "adopts:app opened"];
const segments = () => known.segments.map((one) => ({ value: `segment:${one.name}`, label: t("chip.segment", { segment: one.name }) }));

asking(() => load(), {
  controls: [
    choice(t("performance.unit"), "unit", ["week", "day", "month"].map((one) => [one, t(`unit.${one}`)])),
    typed(t("performance.last"), "last", { kind: "number", hint: "12" }),
    fieldChoice(t("performance.by"), "by", t("performance.by.hint"), ["event", "value"], segments),
    fold(t("performance.metrics"), t("performance.metrics.line"), ["metric", "hours"], [metricChoice(t("performance.metric"), "metric", METRICS), typed(t("performance.hours"), "hours", { hint: "Mon-Fri 09:00-18:00 Asia/Seoul" })]),
  ],
  parts: false,
  sentence: () => t("room.performance"),
});

/** Both sides of a comparison are drawn as groups are; those of another period, period by period. */
function sided(found) {
  if (!found.compare) return found;
  const names = sideNames(found.compare).map((name) => el("span", {}, name).textContent);
  const values = (one, side) => found.compare.answers[side].metrics.find(({ metric }) => metric === one.metric).values;
  const beside = (one) => names.map((value, side) => ({ value, values: one.values.map((_, at) => values(one, side)[at] ?? { value: null }) }));
  return { ...found, metrics: found.metrics.map((one) => ({ ...one, breakdown: beside(one) })) };
}

/** What comes in live shows within a minute, but never under somebody's hands. */
const EVERY_MS = 60_000;
setInterval(() => {
  const answer = part("answer");
  const busy = answer.querySelector("details[open]") || answer.contains(document.activeElement);
  if (!document.hidden && !answer.hidden && !busy) load(true);
}, EVERY_MS);

/** Values of whole periods: one that has only begun, or whose customers have not all had their time, is no headline. */
const whole = (values) => values.filter((one) => one.whole && one.value !== null);

/** How long those who came have not all had in some periods that are over, in words; null where all have. */
function waiting({ partial }, { metric, values }) {
  const [kind, length] = metric.split(":");
  if (!TIMED.includes(kind) || values.filter((one) => !one.whole).length <= Number(partial)) return null;
  return t("performance.waiting", { time: valueOf(kind === "returns" ? Number(length) * DAY_S : Number.parseFloat(length), "seconds") });
}

const period = (text, unit) => (unit === "month" ? point(`${text.slice(0, 7)}-01`, "month") : day(text));

function card(found, one, marks) {
  if (one.reason) return el("section", { class: "card" }, el("h2", {}, metricName(one.metric)), el("p", { class: "muted" }, nothingOf(one.metric, one.reason)));
  const values = whole(one.values);
  const wait = waiting(found, one);
  const last = values.at(-1);
  const range = last && t("performance.interval", { range: between(valueOf(last.low, one.unit), valueOf(last.high, one.unit)) });
  return el(
    "section",
    { class: "card" },
    el("h2", {}, metricName(one.metric)),
    last ? el("p", { class: "figure-line" }, el("strong", {}, valueOf(last.value, one.unit)), " ", el("span", { class: "muted" }, range, ", ", t("performance.n", { n: number(last.n) }), ", ", period(last.period, found.unit))) : wait === null ? el("p", { class: "muted" }, t("performance.too_few")) : null,
    wait === null ? null : el("p", { class: "muted" }, wait),
    one.line === null ? null : el("p", { class: "muted" }, t("performance.aim", { line: valueOf(one.line, one.unit) })),
    drawn(found, one, marks, may("performance.add") ? (at) => setMark({ at }, load) : null, (value, group) => value.value > 0 && (group === null || grouped(one.breakdown_by, group)) && behindAddress(...counts(found, one, value, group))),
    twin(t("performance.values"), columns(found, one), rows(one)),
  );
}

const rows = (one) => one.values.map((value, at) => ({ ...value, groups: one.breakdown.map((group) => group.values[at]) }));

/** Who counts in a period, or, of a share, who it is a share of: `did`; of one group only, where there is one. */
function counts(found, one, { period }, group = null, who = one.unit === "share" ? "did" : null) {
  return ["period", period, { metric: one.metric, unit: found.unit, hours: scope(["hours"]).get("hours"), who, ...(group === null ? {} : grouped(one.breakdown_by, group)) }];
}

function columns(found, one) {
  const behind = (row, who, text) => counting(row.n, ...counts(found, one, row, null, who), text);
  const value = ({ value, n }, [of, what, more]) => counting(one.unit === "share" ? value : n, of, what, more, valueOf(value, one.unit));
  const groups = one.breakdown.map((group, at) => ({ title: valueText(group.value, one.breakdown_by), value: (row) => row.groups[at].value, show: (row) => (grouped(one.breakdown_by, group.value) ? value(row.groups[at], counts(found, one, row, group.value)) : valueOf(row.groups[at].value, one.unit)), number: true }));
  return [
    { title: t("word.period"), value: (row) => row.period, show: (row) => [period(row.period, found.unit), row.whole ? null : [" ", el("small", { class: "muted" }, t("performance.unfinished"))]] },
    { title: t("change.value"), value: (row) => row.value, show: (row) => value(row, counts(found, one, row)), number: true },
    { title: t("change.interval"), term: "interval", value: (row) => row.low, show: (row) => (row.low === null ? "–" : between(valueOf(row.low, one.unit), valueOf(row.high, one.unit))), number: true },
    { title: "n", value: (row) => row.n, show: (row) => [behind(row, null, number(row.n)), one.unit === "share" && row.value > 0 ? [" ", el("small", {}, behind(row, "did", t("performance.who.did")))] : null, one.unit === "share" && row.value < 1 ? [" ", el("small", {}, behind(row, "did_not", t("performance.who.did_not")))] : null], number: true },
    ...groups,
  ];
}

const note = (found) => el("p", { class: "hint" }, t("performance.note", { as_of: minute(found.as_of) }), found.partial ? ` ${t("chart.partial")}` : "");
