// One journey: its events over channels and time, drawn and as a table.
import { colour } from "./charts/colours.js";
import { ask, given } from "./core/ask.js";
import { answerOf } from "./core/behind.js";
import { el, fill, nameOf, part, shortened, svg } from "./core/dom.js";
import { counted, day, duration, money, milliseconds, minute, number, second, zone } from "./core/format.js";
import { asked, opening } from "./core/opening.js";
import { answering } from "./core/status.js";
import { table } from "./core/table.js";
import { say, t } from "./core/words.js";
import { channelCalled, channelText, stepName, stepText } from "./core/names.js";
import { beside } from "./journey/beside.js";
import { film } from "./journey/film.js";

/** Steps that whoever sent the reader here wants to see. */
const QUERY = new URLSearchParams(location.search);
const WANTED = new Set(QUERY.getAll("step"));
/** The list that led here: the question for those behind a number. */
const LIST = QUERY.get("behind") ? new URLSearchParams(QUERY.get("behind")) : null;
let marked = new Set();
const isMarked = (event) => marked.has(event.id) || WANTED.has(event.event);
const LANE = 74;
const LEFT = 118;
const MOST = 250;

answering(async (signal) => {
  const { name, per } = given();
  const [answer] = await Promise.all([asked("journey", { name, per }, signal), marks(name, signal)]);
  const { customer, events } = answer;
  fill(part("heading"), t("room.journey"), " · ", nameOf(customer, 80));
  const channels = [...new Set(events.map((event) => event.channel ?? ""))];
  fill(part("answer"), back(), opening(answer), film(events, details, isMarked), lanes(events, channels), beside(answer, per), listed(events));
});

/** The events that make the number whose list led here; where they cannot be told, none is marked. */
async function marks(name, signal) {
  if (LIST === null) return;
  const found = await ask("behind", [...LIST, ["customer", name], ["limit", 1]], signal).catch(() => null);
  marked = new Set(found?.marked ?? []);
}

const back = () => LIST && el("p", {}, el("a", { href: `/behind?${LIST}` }, "← ", t("behind.list.back")), " · ", el("a", { href: answerOf(LIST) }, t("behind.answer")), marked.size ? [" · ", el("span", { class: "muted" }, t("behind.marked", { count: number(marked.size) }))] : null);

/** Time runs to the right; long waits are drawn shorter than they were, and labelled. */
function places(events) {
  let x = LEFT + 40;
  return events.map((event, at) => {
    const gap = at === 0 ? 0 : (milliseconds(event.time) - milliseconds(events[at - 1].time)) / 1000;
    if (at > 0) x += 80 + 16 * Math.log10(1 + Math.max(0, gap) / 60);
    return { x, gap };
  });
}

function lanes(events, channels) {
  const shown = events.slice(0, MOST);
  const at = places(shown);
  const wide = (at.at(-1)?.x ?? LEFT) + 90;
  const tall = channels.length * LANE + 34;
  const y = (event) => channels.indexOf(event.channel ?? "") * LANE + LANE / 2 + 8;
  const hue = (event) => colour(channels.indexOf(event.channel ?? ""));
  const thread = shown.map((event, index) => `${index ? "L" : "M"}${at[index].x.toFixed(0)} ${y(event)}`).join("");
  const drawing = svg(
    "svg",
    { width: wide, height: tall, role: "img", "aria-label": t("journey.lanes.describe") },
    channels.map((channel, index) => [
      svg("line", { class: "lane", x1: 0, x2: wide, y1: (index + 1) * LANE, y2: (index + 1) * LANE }),
      svg("text", { x: 12, y: index * LANE + LANE / 2 + 12 }, channel ? shortened(channelText(channel), 13) : t("journey.no_channel")),
    ]),
    svg("path", { class: "thread", d: thread }),
    shown.map((event, index) => dot(event, at[index], y(event), hue(event), tall)),
  );
  const frame = el("div", { class: "lanes", tabindex: 0, role: "region", "aria-label": t("journey.lanes") }, drawing);
  const rest = events.length > MOST ? el("p", { class: "muted" }, t("journey.more", { count: number(events.length - MOST) })) : null;
  const wanted = shown.findIndex((event) => isMarked(event));
  if (wanted > 0) requestAnimationFrame(() => (frame.scrollLeft = at[wanted].x - frame.clientWidth / 2));
  return el("section", { class: "card" }, el("h2", {}, t("journey.lanes")), el("p", { class: "muted" }, t("journey.lanes.describe")), frame, rest);
}

function dot(event, { x, gap }, y, hue, tall) {
  return svg(
    "g",
    {},
    svg("title", {}, `${shortened(stepText(event.event), 120)} · ${minute(event.time)}`),
    isMarked(event) ? svg("circle", { class: "ring", cx: x, cy: y, r: 11.5 }) : null,
    svg("circle", { class: "dot", cx: x, cy: y, r: 7, colour: hue }),
    svg("text", { x, y: y - 14, "text-anchor": "middle" }, shortened(stepText(event.event), 9)),
    gap >= 3600 ? svg("text", { class: "small", x, y: tall - 10, "text-anchor": "middle" }, `+${duration(gap, "narrow")}`) : null,
  );
}

function listed(events) {
  const rows = events.map((event, at) => ({ ...event, at, gap: at === 0 ? null : (milliseconds(event.time) - milliseconds(events[at - 1].time)) / 1000 }));
  const columns = [
    { title: t("word.time_in", { zone }), value: (row) => row.at, show: (row) => el("time", { datetime: row.time }, second(row.time)) },
    { title: t("journey.gap"), value: (row) => row.gap, show: (row) => (row.gap === null ? "–" : duration(row.gap, "short")), number: true },
    { title: t("word.step"), value: (row) => row.event, show: (row) => (isMarked(row) ? el("mark", {}, stepName(row.event)) : stepName(row.event)) },
    { title: t("word.channel"), value: (row) => row.channel, show: (row) => (row.channel ? channelCalled(row.channel, 40) : "–") },
    { title: t("journey.details"), value: (row) => row.text ?? "", show: details, wide: true },
  ];
  return el("section", { class: "card" }, el("h2", {}, t("journey.events")), table(t("journey.events"), columns, rows, { most: 50, kind: "events" }));
}

function details(row) {
  const facts = [
    ["journey.case", row.case],
    ["journey.owner", row.owner],
    ["journey.due", row.due && minute(row.due)],
    ["journey.value", row.value === null || row.value === undefined ? null : money(row.value)],
  ].filter(([, value]) => value !== null && value !== undefined && value !== "");
  const chips = [...facts.map(([key, value]) => chip(t(key), value)), ...Object.entries(row.properties ?? {}).map(([name, value]) => chip(nameOf(name, 40), value))];
  return [row.text ? el("p", {}, nameOf(row.text, 400)) : null, chips.length ? el("ul", { class: "chips" }, chips) : null];
}

const chip = (name, value) => el("li", { class: "chip plain-chip" }, el("span", { class: "muted" }, name, ": "), nameOf(typeof value === "object" ? JSON.stringify(value) : value, 80));
