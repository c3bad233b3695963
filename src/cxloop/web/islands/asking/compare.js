// What an answer is set beside: another period, or journeys with something or of a segment against the others.
import { el, fill } from "../core/dom.js";
import { say, t } from "../core/words.js";
import { combobox, enter } from "./combobox.js";
import { conditionForm, sideWords } from "./condition.js";
import { stepField } from "./filters.js";
import { known, learn, segmentChoices } from "./known.js";
import { before, dated, periodWords } from "./period.js";
import { popover } from "./popover.js";
import { rule, segmentOf, segmentText, written } from "./rule.js";

const NAMES = ["compare", "compare_from", "compare_to"];
const cleared = (query) => (NAMES.forEach((name) => query.delete(name)), query);

/** What is compared, in words for `el`; null where nothing is. */
export function compareWords(query) {
  const other = [query.get("compare_from"), query.get("compare_to")];
  if (other.some(Boolean)) {
    const usual = ["period", "year"].find((what) => String(before(query.get("from"), query.get("to"), what)) === String(other));
    return [usual ? t(`compare.${usual}`) : periodWords(...other)];
  }
  const [a, b] = query.getAll("compare").filter(Boolean);
  return a ? say("compare.words", { a: sideWords(a), b: b ? sideWords(b) : t("compare.others") }) : null;
}

/** The button with its panel; change(update) changes the query. */
export function compareButton(query, change) {
  const words = compareWords(query);
  const inside = (close) => {
    const place = el("div", {});
    const [from, to] = [query.get("from"), query.get("to")];
    const choice = (key, act, off = false) => el("button", { type: "button", class: "preset", disabled: off, click: act }, t(key));
    const period = (what) => choice(`compare.${what}`, async () => (await learn(), take((now) => cleared(now) && other(now, before(from, to, what)))), before(from, to, what) === null);
    const take = (update) => (change(update), close());
    fill(
      place,
      before(from, to, "period") === null ? el("p", { class: "hint" }, t("compare.period_first")) : null,
      el("div", { class: "presets" }, period("period"), period("year"), choice("compare.dates", () => show(place, datesForm(query, take))), choice("compare.channel", () => show(place, sides(query, change, { field: "channel", operator: "is" }))), choice("compare.segment", () => segments(place, query, change)), choice("compare.field", () => show(place, sides(query, change, {}))), choice("compare.step", () => show(place, stepSide(take))), words ? choice("compare.nothing", () => take(cleared)) : null),
    );
    return place;
  };
  return popover({ text: words ? el("span", {}, t("compare.with"), " ", words) : t("compare.add"), label: t("compare.add"), inside, kind: words ? "plain set" : "plain add" });
}

const other = (query, [from, to]) => (query.set("compare_from", from), query.set("compare_to", to));

function show(place, form) {
  fill(place, form);
  enter(place);
}

function datesForm(query, take) {
  const inputs = ["from", "to"].map((name) => el("input", { type: "date", value: dated(query.get(`compare_${name}`), name === "to") }));
  const apply = () => inputs.some((one) => one.value) && take((now) => (cleared(now), inputs.forEach((one, at) => one.value && now.set(`compare_${["from", "to"][at]}`, one.value))));
  return [el("div", { class: "fields" }, inputs.map((input, at) => el("label", { class: "field" }, el("span", {}, t(`compare.${["from", "to"][at]}`)), input))), el("button", { type: "button", class: "primary", click: apply }, t("period.apply"))];
}

/** Both sides: those of a condition, and the others or those of a second one. */
function sides(query, change, given) {
  const now = [null, null];
  const tell = () => now[0] && change((query) => (cleared(query), now.filter(Boolean).forEach((one) => query.append("compare", written(one)))));
  const side = (at, start) => conditionForm(start, (one) => ((now[at] = one), tell()));
  const second = el("div", {});
  const more = el("button", { type: "button", class: "quiet", click: () => (fill(second, el("p", { class: "hint" }, t("compare.b")), side(1, given)), more.remove()) }, t("compare.against"));
  return [el("p", { class: "hint" }, t("compare.a")), side(0, given), second, more];
}

async function segments(place, query, change) {
  fill(place, el("p", { class: "hint" }, t("choose.looking")));
  place.closest("[role=dialog]").focus({ preventScroll: true }); // what had the focus is gone, and Escape is heard here
  await learn();
  show(place, segmentSides(query, change));
}

/** Both sides: those of a segment, and the others or those of a second one. */
function segmentSides(query, change) {
  if (!known.segments.length) return [el("p", { class: "hint" }, t("compare.segment.none")), el("a", { href: "/flags" }, t("compare.segment.make"))];
  const given = query.getAll("compare").map(segmentOf);
  const now = given.every((name) => name !== null) ? given : [];
  const node = el("div", { class: "condition" });
  const others = { value: "", label: t("compare.others"), plain: true };
  const choose = (at) => (name) => {
    now[at] = name;
    draw();
    node.querySelectorAll("input")[1].focus();
    change((query) => (cleared(query), now.filter(Boolean).forEach((one) => query.append("compare", segmentText(one)))));
  };
  function draw() {
    const first = combobox({ label: t("compare.segment.a"), value: now[0] ?? "", hint: t("compare.segment.a"), options: () => segmentChoices(now[1]), choose: choose(0) });
    const second = now[0] && combobox({ label: t("compare.segment.b"), value: now[1] ?? "", text: now[1] || t("compare.others"), options: async () => [others, ...(await segmentChoices(now[0]))], choose: choose(1) });
    fill(node, first.node, second ? [el("span", {}, t("compare.segment.b")), second.node] : null);
  }
  draw();
  return node;
}

const stepSide = (take) => stepField(t("compare.step"), "", ["compare"], (step) => take((now) => (cleared(now), now.append("compare", rule([{ field: "event", operator: "is", values: [step] }])))));
