// Two sides of one question, named as the reader asked for them.
import { el } from "./dom.js";
import { between, day, number, percent } from "./format.js";
import { scope, compared } from "./question.js";
import { t } from "./words.js";
import { sideWords } from "../asking/condition.js";
import { dated } from "../asking/period.js";

/** The names of the two sides, each a list for `el`. */
export function sideNames({ groups }) {
  const query = compared();
  const other = [query.get("compare_from"), query.get("compare_to")];
  if (other.some(Boolean)) return [span(scope().get("from"), scope().get("to")), span(...other)];
  const [first, second] = groups;
  return [sideWords(first, 80), second === `not (${first})` ? t("compare.others") : sideWords(second, 80)];
}

const span = (...texts) => dates(dated(texts[0]), dated(texts[1], true));
const dates = (from, to) => (from && to ? t("compare.span", { from: day(from), to: day(to) }) : from ? t("compare.since", { from: day(from) }) : to ? t("compare.until", { to: day(to) }) : t("compare.all"));

/** What one side was asked, 0 or 1. */
export function sideScope({ groups: [first, second] }, at) {
  const [query, whole] = [scope(), compared()];
  const other = [["from", whole.get("compare_from")], ["to", whole.get("compare_to")]];
  if (other.some(([, day]) => day)) {
    if (at === 1) other.forEach(([name, day]) => (day ? query.set(name, day) : query.delete(name)));
  } else if (at === 1 && second === `not (${first})`) query.append("lacking", first);
  else query.append("having", at === 0 ? first : second);
  return query;
}

/** Which colour is whose. */
export const legendOf = (names) => el("ul", { class: "legend" }, ["a", "b"].map((side, at) => el("li", {}, el("i", { class: side }), `${side.toUpperCase()}: `, names[at].cloneNode?.(true) ?? names[at])));

/** Two bars under each other; `shares` are numbers from 0 to 1, `texts` what stands beside them. */
export const pairOf = (shares, texts, most = 1) =>
  el("span", { class: "pair" }, ["a", "b"].map((side, at) => el("span", { class: "pair-row" }, el("span", { class: `bar ${side}`, "aria-hidden": "true" }, el("i", { "width%": (100 * (shares[at] ?? 0)) / (most || 1) })), el("span", { class: "number" }, texts[at]))));

/** A difference of two shares, with its sign. */
export const points = (value) => (Number.isFinite(value) ? t("sign.points", { value: `${value > 0 ? "+" : value < 0 ? "−" : ""}${number(100 * Math.abs(value), 1)}` }) : "–");

/** The columns of a share of both sides: what it is of either, and how far they are apart. told(row, share, at): what stands for it; most: the
 * share whose bar is full. */
export const shareColumns = (title, told = (row, share) => percent(share), most = 1) => [
  { title, value: (row) => row.a, show: (row) => pairOf([row.a, row.b], [row.a, row.b].map((share, at) => told(row, share, at)), most), wide: true },
  { title: t("compare.difference"), value: (row) => Math.abs(row.difference), show: (row) => [points(row.difference), el("br"), el("small", { class: "muted" }, between(points(row.low), points(row.high)))], number: true },
];
