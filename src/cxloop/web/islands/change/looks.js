// Looks at a change beside its verdict: the time before and after it, and its effect by segment.
import { axes, chart, tooltip } from "../charts/chart.js";
import { ask, given } from "../core/ask.js";
import { behindAddress, counting, grouped } from "../core/behind.js";
import { el, fill } from "../core/dom.js";
import { between, day, number, point } from "../core/format.js";
import { failed } from "../core/status.js";
import { table, twin } from "../core/table.js";
import { valueName } from "../core/values.js";
import { t } from "../core/words.js";
import { folded } from "../core/writing.js";
import { differenceOf, valueOf } from "../loop/words.js";

/** The metric period by period, with the moment of the change. */
export function beforeAfter({ id, change }, { periods, unit }) {
  const within = ({ period }) => ["arm", [id, period], { who: unit === "share" ? "did" : null, per: change.per === "case" ? "case" : null }];
  const begin = change.started.slice(0, 10);
  const place = Math.max(0, periods.findIndex((one) => one.period >= begin));
  const line = (values, colour, more = {}) => ({ type: "line", data: values, symbolSize: 4, lineStyle: { color: colour, width: 2 }, itemStyle: { color: colour }, ...more });
  const drawing = chart(
    t("change.series.describe", { periods: periods.length, day: day(begin) }),
    (colour) => ({
      ...axes(colour, { data: periods.map((one) => point(one.period, "day")), boundaryGap: false }, { scale: unit !== "share", axisLabel: { color: colour("soft"), formatter: (value) => valueOf(value, unit) } }),
      tooltip: tooltip(colour, ([{ dataIndex }]) => `${day(periods[dataIndex].period)}\n${valueOf(periods[dataIndex].value, unit)}`),
      series: [line(periods.map((one) => one.value), colour("c1"), { markLine: { silent: true, symbol: "none", label: { formatter: t("change.started"), color: colour("soft") }, data: [{ xAxis: place, lineStyle: { color: colour("line-strong"), type: "dashed" } }] } })],
    }),
    { small: true, to: (place) => periods[place].value && behindAddress(...within(periods[place])) },
  );
  const columns = [
    { title: t("word.period"), value: (row) => row.period, show: (row) => day(row.period) },
    { title: t("change.value"), value: (row) => row.value, show: (row) => counting(row.value, ...within(row), valueOf(row.value, unit)), number: true },
    { title: t("change.interval"), value: (row) => row.low, show: (row) => between(valueOf(row.low, unit), valueOf(row.high, unit)), number: true },
  ];
  return el("div", {}, drawing, twin(t("change.periods_table"), columns, periods, { most: 200 }));
}

/** A form that asks for the effect by segment, and what came of it. */
export function exploring(seen, { unit }) {
  const answer = el("div", { "aria-live": "polite" });
  const input = el("input", { name: "by", required: true, autocomplete: "off", placeholder: t("change.explore_by.hint") });
  const form = el("form", { class: "writing" }, el("div", { class: "fields" }, el("label", { class: "field" }, el("span", {}, t("change.explore_by")), input)), el("div", { class: "actions" }, el("button", { class: "plain" }, t("change.explore"))));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const found = await ask(`verdicts/${encodeURIComponent(given().change)}/segments`, { by: input.value.trim() }).catch((error) => error);
    fill(answer, found instanceof Error ? failed(found) : shown(seen, found, unit));
  });
  return folded(t("change.explore"), el("p", { class: "hint" }, t("change.explore.line")), form, answer);
}

function shown({ id, change }, { breakdown_by, breakdown, left_out }, unit) {
  const within = (row) => grouped(breakdown_by, row.value) && { ...grouped(breakdown_by, row.value), per: change.per === "case" ? "case" : null };
  const columns = [
    { title: t("change.segment"), value: (row) => row.value, show: (row) => valueName(row.value, breakdown_by) },
    { title: t("word.customers"), value: (row) => row.customers, show: (row) => counting(row.customers, "arm", id, within(row)), number: true },
    { title: t("change.control"), value: (row) => row.control, show: (row) => valueOf(row.control, unit), number: true },
    { title: t("change.better"), value: (row) => row.effect, show: (row) => differenceOf(row.effect, unit), number: true },
    { title: t("change.interval"), value: (row) => row.low, show: (row) => between(differenceOf(row.low, unit), differenceOf(row.high, unit)), number: true },
  ];
  return [table(t("change.explore"), columns, breakdown), left_out ? el("p", { class: "muted" }, t("change.left_out", { count: number(left_out) })) : null];
}
