// What happened when, drawn on the axis of a chart: numbered lines, the same numbers as in the list below it.
import { milliseconds } from "../core/format.js";
import { shortened } from "../core/dom.js";

const start = (period) => milliseconds(period.length === 7 ? `${period}-01` : period);

/** Marks, numbered, each with the place of the period that it falls into; `begins` are the beginnings of the periods. */
export function placed(marks, begins) {
  const periods = begins.map(start);
  return marks.map((mark, at) => ({ ...mark, number: at + 1, place: Math.max(0, periods.findLastIndex((begin) => begin <= milliseconds(mark.date ?? mark.at))) }));
}

/** Those that a chart from its first period up to `end` reaches. */
export const within = (marks, begins, end) => marks.filter((one) => begins.length > 0 && milliseconds(one.until ?? one.at) >= start(begins[0]) && milliseconds(one.at) <= milliseconds(end) + 86_400_000);

export const markLines = (marks, colour) => ({
  type: "line",
  data: [],
  markLine: {
    silent: true,
    symbol: "none",
    label: { formatter: ({ name }) => name, color: colour("soft"), fontSize: 11 },
    data: marks.map((mark) => ({ xAxis: mark.place, name: String(mark.number), lineStyle: { color: colour(mark.sort === "incident" ? "bad" : "line-strong"), type: mark.sort === "incident" ? "solid" : "dashed" } })),
  },
});

/** What a tooltip says of them at a place. */
export const markTexts = (marks, place) => marks.filter((one) => one.place === place).map((one) => `${one.number} ${shortened(one.title, 60)}`);
