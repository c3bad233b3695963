// A metric over time: its interval as a band, groups as lines, an aim, and marks where something happened.
import { colour as seriesColour } from "../charts/colours.js";
import { axes, chart, colour as coloured, tooltip } from "../charts/chart.js";
import { brokenLines } from "../charts/lines.js";
import { markLines, markTexts, placed as placedOn } from "../charts/marks.js";
import { between, point } from "../core/format.js";
import { el, shortened } from "../core/dom.js";
import { valueText } from "../core/values.js";
import { t } from "../core/words.js";
import { valueOf } from "../loop/words.js";

const MOST_LINES = 6;
/** The marks of an answer, numbered, each with the place of the period that it falls into. */
export const placed = ({ marks, metrics }) => placedOn(marks, (metrics[0]?.values ?? []).map((one) => one.period));

/** pick: gets the first day of a period that is clicked, null where nothing is to be picked; to: the address of who is behind a value, of a group or, with null, of all. */
export function drawn(found, one, marks, pick, to) {
  if (one.values.filter((value) => value.value !== null).length < 2) return null;
  const groups = one.breakdown.slice(0, MOST_LINES);
  const names = one.values.map((value) => (found.unit === "month" ? point(`${value.period}-01`, "month") : point(value.period, found.unit)));
  const describe = t("performance.describe", { periods: one.values.length, first: valueOf(one.values.find((value) => value.value !== null).value, one.unit), last: valueOf(one.values.findLast((value) => value.value !== null).value, one.unit) });
  const drawing = chart(
    describe,
    (colour) => ({
      ...axes(colour, { data: names, boundaryGap: false }, { ...(one.unit === "share" ? { min: 0 } : { scale: true }), axisLabel: { color: colour("soft"), formatter: (value) => valueOf(value, one.unit) } }),
      tooltip: tooltip(colour, (points) => told(one, groups, marks, points[0])),
      series: [...band(one, colour), ...(groups.length ? groups.flatMap((group, at) => lines(group.values, coloured(`c${(at % 8) + 1}`), 1.8, { name: group.value })) : lines(one.values, colour("c1"), 2.5)), ...aim(one, colour), markLines(marks, colour)],
    }),
    { small: true, to: (place, { name }) => to(name === undefined ? one.values[place] : groups.find((group) => group.value === name).values[place], name ?? null), pick: pick && ((place) => pick(one.values[place].period.length === 7 ? `${one.values[place].period}-01` : one.values[place].period)) },
  );
  return el("div", {}, drawing, groups.length ? el("ul", { class: "legend" }, groups.map((group, at) => el("li", {}, el("i", { colour: seriesColour(at) }), shortened(valueText(group.value, one.breakdown_by), 40)))) : null);
}

const lines = (values, colour, width, more = {}) => brokenLines(values.map((one) => one.value), (at) => values[at]?.whole === false, { colour, width, ...more });

/** The interval of everybody; where groups are drawn it would only hide them. */
function band(one, colour) {
  if (one.breakdown.length) return [];
  const plain = { type: "line", stack: "band", symbol: "none", lineStyle: { opacity: 0 }, silent: true };
  return [
    { ...plain, data: one.values.map((value) => value.low) },
    { ...plain, data: one.values.map((value) => (value.low === null ? null : value.high - value.low)), areaStyle: { color: colour("c1"), opacity: 0.14 } },
  ];
}

const aim = (one, colour) => (one.line === null ? [] : [{ type: "line", data: one.values.map(() => one.line), symbol: "none", silent: true, lineStyle: { color: colour("good"), type: "dashed", width: 1.5 } }]);

function told(one, groups, marks, { dataIndex }) {
  const value = one.values[dataIndex];
  const range = value.low === null ? "" : ` (${between(valueOf(value.low, one.unit), valueOf(value.high, one.unit))})`;
  return [
    point(value.period.length === 7 ? `${value.period}-01` : value.period, value.period.length === 7 ? "month" : "day"),
    `${valueOf(value.value, one.unit)}${range}`,
    ...groups.map((group) => `${shortened(valueText(group.value, one.breakdown_by), 40)}: ${valueOf(group.values[dataIndex].value, one.unit)}`),
    ...markTexts(marks, dataIndex),
  ].join("\n");
}
