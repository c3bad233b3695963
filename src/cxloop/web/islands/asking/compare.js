// What an answer is set beside: another period, or journeys with something against the others.
import { el, fill } from "../core/dom.js";
import { say, t } from "../core/words.js";
import { enter } from "./combobox.js";
import { conditionForm, ruleWords } from "./condition.js";
import { stepField } from "./filters.js";
import { before, periodWords } from "./period.js";
import { popover } from "./popover.js";
import { rule, written } from "./rule.js";

const NAMES = ["compare", "compare_from", "compare_to"];
const cleared = (query) => (NAMES.forEach((name) => query.delete(name)), query);

/** What is compared, in words for `el`; null where nothing is. */
export function compareWords(query) {
  const other = [query.get("compare_from"), query.get("compare_to")];
  if (other.some(Boolean)) {
    const known = ["period", "year"].find((what) => String(before(query.get("from"), query.get("to"), what)) === String(other));
    return [known ? t(`compare.${known}`) : periodWords(...other)];
  }
  const [a, b] = query.getAll("compare").filter(Boolean);
  return a ? say("compare.words", { a: ruleWords(a), b: b ? ruleWords(b) : t("compare.others") }) : null;
}

/** The button with its panel; change(update) changes the query. */
export function compareButton(query, change) {
  const words = compareWords(query);
  const inside = (close) => {
    const place = el("div", {});
    const [from, to] = [query.get("from"), query.get("to")];
    const choice = (key, act, off = false) => el("button", { type: "button", class: "preset", disabled: off, click: act }, t(key));
    const period = (what) => choice(`compare.${what}`, () => take((now) => cleared(now) && other(now, before(from, to, what))), before(from, to, what) === null);
    const take = (update) => (change(update), close());
    fill(
      place,
      before(from, to, "period") === null ? el("p", { class: "hint" }, t("compare.period_first")) : null,
      el("div", { class: "presets" }, period("period"), period("year"), choice("compare.dates", () => show(place, datesForm(query, take))), choice("compare.channel", () => show(place, sides(query, change, { field: "channel", operator: "is" }))), choice("compare.field", () => show(place, sides(query, change, {}))), choice("compare.step", () => show(place, stepSide(take))), words ? choice("compare.nothing", () => take(cleared)) : null),
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
  const inputs = ["from", "to"].map((name) => el("input", { type: "date", value: query.get(`compare_${name}`) }));
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

const stepSide = (take) => stepField(t("compare.step"), "", ["compare"], (step) => take((now) => (cleared(now), now.append("compare", rule([{ field: "event", operator: "is", values: [step] }])))));
