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

/** The dates [from, to] of a preset. */
export function dates(preset, end) {
  const [year, month] = [Number(end.slice(0, 4)), Number(end.slice(5, 7)) - 1];
  const quarter = month - (month % 3);
  if (/^\d+d$/.test(preset)) return [plus(end, 1 - parseInt(preset, 10)), end];
  if (preset === "month") return [first(year, month), plus(first(year, month + 1), -1)];
  if (preset === "last_month") return [first(year, month - 1), plus(first(year, month), -1)];
  if (preset === "quarter") return [first(year, quarter), plus(first(year, quarter + 3), -1)];
  if (preset === "year") return [first(year, 0), plus(first(year + 1, 0), -1)];
  return ["", ""];
}

/** A period in words. */
export function periodWords(from, to) {
  const preset = PRESETS.find((one) => dates(one, anchor().date).every((date, at) => date === [from ?? "", to ?? ""][at]));
  if (preset) return t(`period.${preset}`);
  return from && to ? t("compare.span", { from: day(from), to: day(to) }) : from ? t("compare.since", { from: day(from) }) : t("compare.until", { to: day(to) });
}

/** The period before, as long as this one, or the same a year earlier; null where none is chosen. */
export function before(from, to, what) {
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
    const take = (a, b) => (change(a, b), close());
    const presets = PRESETS.map((preset) => {
      const [a, b] = dates(preset, date);
      const here = a === from && b === to;
      return el("button", { type: "button", class: "preset", "aria-pressed": String(here), "data-first": here, click: async () => (await learn(), take(...dates(preset, anchor().date))) }, t(`period.${preset}`));
    });
    const own = ["from", "to"].map((name, at) => el("label", { class: "field" }, el("span", {}, t(`scope.${name}`)), el("input", { type: "date", name, value: [from, to][at] })));
    const inputs = own.map((one) => one.querySelector("input"));
    const apply = () => inputs[0].value && inputs[1].value && inputs[0].value > inputs[1].value ? inputs[1].focus() : take(inputs[0].value, inputs[1].value);
    return el(
      "div",
      { class: "period", keydown: (event) => event.key === "Enter" && event.target.matches("input") && (event.preventDefault(), apply()) },
      old ? el("p", { class: "hint" }, t("period.old", { when: day(date) })) : null,
      el("div", { class: "presets" }, presets),
      brush(from, to, (a, b) => inputs.forEach((input, at) => (input.value = [a, b][at])), take),
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
