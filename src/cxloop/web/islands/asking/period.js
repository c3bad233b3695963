// The period: presets up to today, or up to the last event of an old log; own dates; a drawing to drag one on.
import { el, fill, svg } from "../core/dom.js";
import { day, zone } from "../core/format.js";
import { t } from "../core/words.js";
import { held } from "./held.js";
import { known, learn } from "./known.js";
import { popover } from "./popover.js";

const DAY_MS = 86_400_000;
const PRESETS = ["7d", "30d", "90d", "month", "last_month", "quarter", "year", "all"];
const OLD_DAYS = 2;

const local = (moment) => new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(moment);
const plus = (date, days) => new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
const first = (year, month) => new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);

/** The day that presets end with: today, or that of the last event where the log is older. */
export function anchor() {
  const today = local(new Date());
  if (!known.period) return { date: today, old: false };
  const last = local(new Date(known.period.to));
  const old = last < plus(today, -OLD_DAYS);
  return { date: old ? last : today, old };
}

/** What stands in the address [from, to] for a preset: it moves with the data. */
const PERIODS = { "7d": ["-7d", ""], "30d": ["-30d", ""], "90d": ["-90d", ""], month: ["this-month", "this-month"], last_month: ["last-month", "last-month"], quarter: ["this-quarter", "this-quarter"], year: ["this-year", "this-year"], all: ["", ""] };
/** The months from the one that it begins with, and how many there are. */
const MONTHS = { "this-month": [0, 1], "last-month": [-1, 1], "this-quarter": [0, 3], "this-year": [0, 12] };
const DAYS = /^-([1-9]\d{0,4})d$/;
const daysBack = (text) => Number(DAYS.exec(text ?? "")?.[1] ?? 0);

/** The date that a text of the address is, now; one that is a date already stays. */
export function dated(text, end = false) {
  if (daysBack(text)) return plus(anchor().date, 1 - daysBack(text));
  if (!MONTHS[text]) return text ?? "";
  const [shift, count] = MONTHS[text];
  const today = anchor().date;
  const month = Number(today.slice(5, 7)) - 1;
  const begin = month - (month % count) + shift;
  const year = Number(today.slice(0, 4));
  return end ? plus(first(year, begin + count), -1) : first(year, begin);
}

/** A period in words. */
export function periodWords(from, to) {
  const preset = PRESETS.find((one) => PERIODS[one].every((text, at) => text === [from ?? "", to ?? ""][at]));
  if (preset) return t(`period.${preset}`);
  if (daysBack(from) && !to) return t("period.days", { days: daysBack(from) });
  [from, to] = [dated(from), dated(to, true)];
  return from && to ? t("compare.span", { from: day(from), to: day(to) }) : from ? t("compare.since", { from: day(from) }) : t("compare.until", { to: day(to) });
}

/** The period before, as long as this one, or the same a year earlier; null where none is chosen. */
export function before(from, to, what) {
  if (daysBack(from) && !to && what === "period") return [`-${2 * daysBack(from)}d`, `-${daysBack(from) + 1}d`];
  if (daysBack(from) || MONTHS[from]) return before(dated(from), dated(to || "-1d", true), what);
  if (!/^\d{4}-\d\d-\d\d$/.test(from ?? "") || !/^\d{4}-\d\d-\d\d$/.test(to ?? "")) return null;
  if (what === "year") return [from, to].map((date) => `${Number(date.slice(0, 4)) - 1}${date.slice(4)}`.replace("-02-29", "-02-28"));
  const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
  return [plus(from, -days), plus(from, -1)];
}

/** The button with its panel; change(from, to) takes a period, empty texts meaning no bound. */
export function periodButton(query, change) {
  const [from, to] = [query.get("from") ?? "", query.get("to") ?? ""];
  const words = periodWords(from, to);
  const inside = (close) => {
    const place = el("div", {});
    const draw = () => fill(place, panel(close));
    draw();
    if (!known.whole) learn().then(() => place.isConnected && !place.querySelector("input:focus") && held(place, draw));
    return place;
  };
  const panel = (close) => {
    const { date, old } = anchor();
    const shown = [dated(from), dated(to, true)];
    const take = (a, b) => (change(a, b), close());
    const presets = PRESETS.map((preset) => {
      const [a, b] = PERIODS[preset];
      const here = a === from && b === to;
      return el("button", { type: "button", class: "preset", "aria-pressed": String(here), "data-first": here, click: () => take(a, b) }, t(`period.${preset}`));
    });
    const own = ["from", "to"].map((name, at) => el("label", { class: "field" }, el("span", {}, t(`scope.${name}`)), el("input", { type: "date", name, value: shown[at] })));
    const inputs = own.map((one) => one.querySelector("input"));
    const apply = () => inputs[0].value && inputs[1].value && inputs[0].value > inputs[1].value ? inputs[1].focus() : take(inputs[0].value, inputs[1].value);
    return el(
      "div",
      { class: "period", keydown: (event) => event.key === "Enter" && event.target.matches("input") && (event.preventDefault(), apply()) },
      old ? el("p", { class: "hint" }, t("period.old", { when: day(date) })) : null,
      el("div", { class: "presets" }, presets),
      brush(...shown, (a, b) => inputs.forEach((input, at) => (input.value = [a, b][at])), take),
      el("div", { class: "fields" }, own),
      el("button", { type: "button", class: "primary", click: apply }, t("period.apply")),
    );
  };
  return popover({ text: el("span", {}, words), label: t("period.title"), inside, title: `${t("period.title")}: ${words}` });
}

/** Events over time as bars; dragged over, a part of them becomes the period. For eyes and hands only: dates are beside. */
function brush(from, to, show, take) {
  const points = known.over?.points ?? [];
  if (points.length < 3 || known.over.unit === "hour") return null;
  const starts = points.map((one) => one.time.slice(0, 10).padEnd(10, "-01"));
  const last = known.period ? local(new Date(known.period.to)) : starts.at(-1);
  const ends = [...starts.slice(1).map((date) => plus(date, -1)), last];
  const most = Math.max(...points.map((one) => one.events), 1);
  const bars = points.map((one, at) => svg("rect", { x: at, width: 0.8, y: 40 - (38 * one.events) / most, height: (38 * one.events) / most + 2 }));
  const drawing = svg("svg", { viewBox: `0 0 ${points.length} 42`, preserveAspectRatio: "none", class: "brush", "aria-hidden": "true" }, bars);
  let begun = null;
  let span = null;
  const at = (event) => {
    const { left, width } = drawing.getBoundingClientRect();
    return Math.max(0, Math.min(points.length - 1, Math.floor(((event.clientX - left) / width) * points.length)));
  };
  const mark = (a, b) => bars.forEach((one, place) => one.classList.toggle("in", starts[place] <= b && ends[place] >= a));
  mark(from || "0000", to || "9999");
  drawing.addEventListener("pointerdown", (event) => ((begun = at(event)), (span = [begun, begun]), drawing.setPointerCapture(event.pointerId), moved(event)));
  drawing.addEventListener("pointermove", moved);
  drawing.addEventListener("pointerup", () => begun !== null && ((begun = null), take(starts[span[0]], ends[span[1]])));
  function moved(event) {
    if (begun === null) return;
    span = [Math.min(begun, at(event)), Math.max(begun, at(event))];
    mark(starts[span[0]], ends[span[1]]);
    show(starts[span[0]], ends[span[1]]);
  }
  return el("div", { class: "brushing" }, drawing, el("p", { class: "hint" }, t("period.drag")));
}
