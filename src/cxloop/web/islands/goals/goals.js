// Goals: how far they are, drawn and in figures, and the changes that serve them.
import { metricField } from "../asking/metric.js";
import { axes, chart, tooltip } from "../charts/chart.js";
import { send } from "../core/ask.js";
import { el, svg } from "../core/dom.js";
import { between, day, number } from "../core/format.js";
import { table, twin } from "../core/table.js";
import { term } from "../core/term.js";
import { undoable } from "../core/undo.js";
import { t } from "../core/words.js";
import { folded, writing } from "../core/writing.js";
import { changeAddress, metricName, named, nothingOf, stateChip, valueOf } from "../loop/words.js";

/** A number as people write it: 90 % is 0.9. */
export const written = (text) => Number(text.replace(/\s*%$/, "")) / (/%$/.test(text) ? 100 : 1);

const range = (one) => (one.low === null ? "–" : between(valueOf(one.low, one.unit), valueOf(one.high, one.unit)));

const REACHED = new Map([[null, ["goals.unknown", ""]], [true, ["goals.reached", "good"]], [false, ["goals.not_yet", ""]]]);

function reachedChip({ reached }) {
  const [key, kind] = REACHED.get(reached);
  return el("span", { class: `chip ${kind}` }, t(key));
}

export const goalCard = (one, changes, load) => {
  const serving = changes.filter(({ id }) => one.changes.includes(id)).map(({ id, change }) => ({ id, title: change.title, state: change.state }));
  const { as_of, ...measured } = one;
  return {
    key: `goal:${one.id}`,
    told: [measured, as_of?.slice(0, 10), serving],
    make: () => drawn(one, serving, load),
  };
};

function drawn(one, serving, load) {
  const { goal, unit } = one;
  return el(
    "article",
    { class: "card", "data-card": `goal:${one.id}` },
    el("h3", {}, named(goal.title), " ", reachedChip(one)),
    one.reason ? el("p", { class: "notice" }, t("goals.not_measured"), " ", nothingOf(goal.metric, one.reason)) : bar(one),
    el(
      "dl",
      { class: "facts" },
      fact("goals.value", [valueOf(one.value, unit), one.low === null ? null : el("small", { class: "muted" }, ` ${t("goals.interval", { range: range(one), count: number(one.n) })}`)]),
      fact("goals.target", t(goal.good === "up" ? "goals.at_least" : "goals.at_most", { value: valueOf(goal.target, unit) })),
      fact("goals.by_when", day(goal.by_when)),
      fact("change.metric", goal.metric ? metricName(goal.metric) : t("goals.by_hand"), "metric"),
      goal.team ? fact("change.team", named(goal.team)) : null,
      fact("goals.changes", serving.length ? serving.map(({ id, title, state }) => el("div", {}, el("a", { href: changeAddress(id) }, named(title)), " ", stateChip(state))) : t("goals.no_changes")),
    ),
    goal.metric ? null : figures(goal),
    goal.metric ? null : folded(t("goals.enter"), writing("goals.enter", entering(), undoable("goals.enter", "goal", ({ value, ...rest }) => send(`goals/${one.id}/figure`, { ...rest, value: written(value) }), load), load)),
  );
}

const fact = (name, value, word = null) => [el("dt", {}, t(name), word ? term(word) : null), el("dd", {}, value)];

const entering = () => [
  { name: "day", label: t("goals.day"), kind: "date", needed: true },
  { name: "value", label: t("goals.value"), needed: true, hint: "21%" },
];

/** How far the value is, with its interval and the target as lines. */
function bar({ goal, value, low, high, unit }) {
  if (value === null) return null;
  const ends = [0, value, low ?? value, high ?? value, goal.target];
  const [least, most] = [Math.min(...ends), Math.max(...ends) * 1.08 || 1];
  const at = (place) => `${((100 * (place - least)) / (most - least)).toFixed(2)}%`;
  const size = (from, to) => `${((100 * Math.abs(to - from)) / (most - least)).toFixed(2)}%`;
  const label = t("goals.bar", { value: valueOf(value, unit), target: valueOf(goal.target, unit) });
  return svg(
    "svg",
    { class: "goal-bar", role: "img", "aria-label": label },
    svg("rect", { class: "track", x: 0, y: 6, width: "100%", height: 16, rx: 4 }),
    svg("rect", { class: "value", x: at(Math.min(0, value)), y: 6, width: size(0, value), height: 16, rx: 4 }),
    low === null ? null : svg("line", { class: "span", x1: at(low), x2: at(high), y1: 14, y2: 14 }),
    svg("line", { class: "target", x1: at(goal.target), x2: at(goal.target), y1: 1, y2: 27 }),
  );
}

/** The figures as they were entered, on a line with the target. */
function figures({ title, target, figures: rows }) {
  if (rows.length === 0) return null;
  const caption = t("goals.figures", { title });
  const line = (name, data, colour, type = "solid") => ({ name, type: "line", data, showSymbol: type === "solid", symbolSize: 7, lineStyle: { color: colour, width: 2, type }, itemStyle: { color: colour } });
  const drawing = chart(
    caption,
    (colour) => ({
      ...axes(colour, { data: rows.map(([when]) => day(when)) }, { scale: true, axisLabel: { color: colour("soft"), formatter: (value) => valueOf(value, "number") } }),
      tooltip: tooltip(colour, (all) => `${all[0].name}\n${valueOf(all[0].value, "number")}`),
      series: [line(t("goals.value"), rows.map(([, value]) => value), colour("c1")), line(t("goals.target"), rows.map(() => target), colour("c2"), "dashed")],
    }),
    { small: true },
  );
  const columns = [
    { title: t("goals.day"), value: ([when]) => when, show: ([when]) => day(when) },
    { title: t("goals.value"), value: ([, value]) => value, show: ([, value]) => valueOf(value, "number"), number: true },
  ];
  return [drawing, twin(caption, columns, rows)];
}

/** All goals as a table. */
export const goalTable = (goals) => ({ key: "table", told: goals, make: () => twin(t("goals.goals"), COLUMNS(), goals) });

const COLUMNS = () => [
  { title: t("goals.goal"), value: (one) => one.goal.title, show: (one) => named(one.goal.title) },
  { title: t("goals.value"), value: (one) => one.value, show: (one) => valueOf(one.value, one.unit), number: true },
  { title: t("change.interval"), term: "interval", value: (one) => one.low, show: range, number: true },
  { title: t("goals.target"), term: "target", value: (one) => one.goal.target, show: (one) => valueOf(one.goal.target, one.unit), number: true },
  { title: t("goals.by_when"), value: (one) => one.goal.by_when, show: (one) => day(one.goal.by_when) },
  { title: t("goals.state"), value: (one) => String(one.reached), show: reachedChip },
];

/** A form for a new goal: measured over journeys, or a figure that somebody enters. */
export const newGoal = (teams, load) => {
  const names = teams.map((one) => one.team.name);
  return { key: "new", told: names, make: () => folded(t("goals.add"), el("p", { class: "hint" }, t("goals.add.line")), writing("goals.add", goalFields(names), undoable("goals.add", "goal", ({ target, days, ...rest }) => send("goals", { ...rest, target: written(target), ...(days ? { days } : {}) }), load), load)) };
};

const goalFields = (teams) => [
  { name: "title", label: t("change.title"), needed: true },
  { name: "metric", make: metricField, label: t("change.metric"), hint: "resolved:45m:opened/solved" },
  { name: "target", label: t("goals.target"), hint: "90%", needed: true },
  { name: "by_when", label: t("goals.by_when"), kind: "date", needed: true },
  { name: "good", label: t("goals.good"), options: [["", t("goals.good.usual")], ["up", t("goals.good.up")], ["down", t("goals.good.down")]] },
  { name: "days", label: t("goals.days"), kind: "number", hint: "30" },
  { name: "hours", label: t("goals.hours"), hint: "Mon-Fri 09:00-18:00 Asia/Seoul" },
  { name: "team", label: t("change.team"), options: [["", t("word.none")], ...teams.map((name) => [name, name])] },
];
