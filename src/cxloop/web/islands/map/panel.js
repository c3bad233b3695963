// What is beside the map: the step or the transition that was picked.
import { axes, chart, tooltip } from "../charts/chart.js";
import { ask } from "../core/ask.js";
import { behindAddress, counting, grouped } from "../core/behind.js";
import { el, fill, nameOf } from "../core/dom.js";
import { between, duration, number, percent, short } from "../core/format.js";
import { journeyAddress, per, scope } from "../core/question.js";
import { failed } from "../core/status.js";
import { table, twin } from "../core/table.js";
import { channelName, isNone } from "../core/values.js";
import { t } from "../core/words.js";
import { stepName } from "../core/names.js";

let latest = 0;

/** Asks for what was picked and shows it; `pick` chooses something else from within. */
export async function showPicked(panel, what, pick, close) {
  const own = (latest += 1);
  fill(panel, title(what, close), el("p", { class: "waiting" }, t("status.asking")));
  try {
    const query = scope();
    for (const [name, value] of what.edge ? [["source", what.edge.from], ["target", what.edge.to]] : [["name", what.step]]) query.append(name, value);
    const answer = await ask(what.edge ? "edge" : "step", query);
    if (own === latest) fill(panel, title(what, close), what.edge ? edge(answer) : step(answer, pick));
  } catch (error) {
    if (own === latest) fill(panel, title(what, close), failed(error, () => showPicked(panel, what, pick, close)));
  }
}

export const emptyPanel = (panel) => fill(panel, el("h2", {}, t("journeys.panel")), el("p", { class: "muted panel-empty" }, t("journeys.panel.empty")));

function title(what, close) {
  const heading = what.edge ? [stepName(what.edge.from, 60), " → ", stepName(what.edge.to, 60)] : stepName(what.step, 90);
  return el("div", { class: "panel-head" }, el("h2", { tabindex: -1 }, heading), el("button", { type: "button", class: "quiet", click: close }, t("journeys.close")));
}

function edge(answer) {
  return [
    facts([
      [t(per() === "case" ? "word.cases" : "word.customers"), counting(answer.customers, "edge", [answer.from, answer.to])],
      [t("word.count"), counting(answer.count, "edge", [answer.from, answer.to])],
      [t("word.median"), duration(answer.median_seconds)],
      [t("word.p90"), duration(answer.p90_seconds)],
      [t("word.mean"), duration(answer.mean_seconds)],
    ]),
    waits(answer),
    channels(answer.channels, "edge", [answer.from, answer.to]),
    examples(answer.examples),
  ];
}

function step(answer, pick) {
  const link = (row, end) => el("button", { type: "button", class: "link", click: () => pick({ edge: { from: row.from, to: row.to } }) }, stepName(row[end], 60));
  const list = (caption, rows, end) =>
    table(caption, [
      { title: t("word.step"), value: (row) => row[end], show: (row) => link(row, end) },
      { title: t(per() === "case" ? "word.cases" : "word.customers"), value: (row) => row.customers, show: (row) => counting(row.customers, "edge", [row.from, row.to]), number: true },
      { title: t("word.median"), term: "median", value: (row) => row.median_seconds, show: (row) => duration(row.median_seconds, "short"), number: true },
    ], rows, { most: 8 });
  return [
    facts([
      [t(per() === "case" ? "word.cases" : "word.customers"), counting(answer.customers, "step", answer.step)],
      [t("word.count"), counting(answer.count, "step", answer.step)],
      [t("journeys.begin_here"), counting(answer.start_share, "start", answer.step, {}, percent(answer.start_share))],
      [t("journeys.end_here"), counting(answer.end_share, "end", answer.step, {}, percent(answer.end_share))],
    ]),
    list(t("journeys.before"), answer.before ?? [], "from"),
    list(t("journeys.after"), answer.after ?? [], "to"),
    channels(answer.channels ?? [], "step", answer.step),
    examples(answer.examples ?? []),
  ];
}

const facts = (rows) => el("dl", { class: "facts" }, rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));

function waits(answer) {
  const rows = trimmed(answer.waits ?? []);
  if (rows.length === 0) return null;
  const ends = [answer.waits[0].low_seconds, answer.waits.at(-1).high_seconds];
  const took = ({ low_seconds: low, high_seconds: high }) => ["edge", [answer.from, answer.to], { low: low === ends[0] ? null : low, high: high === ends[1] ? null : high }];
  const span = (row) => between(duration(row.low_seconds, "short"), duration(row.high_seconds, "short"));
  const describe = t("journeys.waits.describe", { median: duration(answer.median_seconds), p90: duration(answer.p90_seconds) });
  const drawing = chart(describe, (colour) => ({
    ...axes(colour, { data: rows.map((row) => duration(row.low_seconds, "narrow")) }, { axisLabel: { color: colour("soft"), formatter: short }, splitNumber: 3 }),
    tooltip: tooltip(colour, ([first]) => `${span(rows[first.dataIndex])}\n${number(rows[first.dataIndex].count)}`),
    series: [{ type: "bar", data: rows.map((row) => row.count), itemStyle: { color: colour("c1"), borderRadius: [3, 3, 0, 0] }, barCategoryGap: "12%" }],
  }), { small: true, to: (place) => rows[place].count && behindAddress(...took(rows[place])) });
  const columns = [
    { title: t("journeys.wait"), value: (row) => row.low_seconds, show: span },
    { title: t("word.count"), value: (row) => row.count, show: (row) => counting(row.count, ...took(row)), number: true },
  ];
  return el("section", {}, el("h3", {}, t("journeys.waits")), drawing, twin(t("journeys.waits"), columns, rows));
}

/** The bins from the first that counts to the last, the rare ones at either end (under 1 in 200) taken together. */
function trimmed(waits) {
  const total = waits.reduce((sum, row) => sum + row.count, 0);
  const few = total / 200;
  const first = waits.findIndex((row) => row.count > few);
  const last = waits.findLastIndex((row) => row.count > few);
  if (first < 0) return waits.filter((row) => row.count > 0);
  const joined = (rows) => (rows.some((row) => row.count) ? [{ low_seconds: rows.find((row) => row.count).low_seconds, high_seconds: rows.findLast((row) => row.count).high_seconds, count: rows.reduce((sum, row) => sum + row.count, 0) }] : []);
  return [...joined(waits.slice(0, first)), ...waits.slice(first, last + 1), ...joined(waits.slice(last + 1))];
}

function channels(rows, of, what) {
  if (rows.length === 0) return null;
  const total = rows.reduce((sum, row) => sum + row.count, 0) || 1;
  const columns = [
    { title: t("word.channel"), value: (row) => row.channel, show: (row) => [channelName(row.channel), el("span", { class: "bar", "aria-hidden": "true" }, el("i", { "width%": (100 * row.count) / total }))] },
    { title: t("word.share"), value: (row) => row.count, show: (row) => counting(row.count, of, what, grouped("channel", isNone(row.channel) ? "" : row.channel), percent(row.count / total, 0)), number: true },
  ];
  return el("section", {}, table(t("word.channels"), columns, rows, { most: 8 }));
}

function examples(names) {
  const list = names.map((name) => el("li", { class: "chip" }, el("a", { href: journeyAddress(name) }, nameOf(name, 40))));
  return el("section", {}, el("h3", {}, t("journeys.examples")), names.length ? el("ul", { class: "chips" }, list) : el("p", { class: "muted" }, t("journeys.examples.none")));
}

