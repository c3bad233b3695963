// One condition: its words, and the small form in which field, operator and values are chosen.
import { el, fill, nameOf, shortened } from "../core/dom.js";
import { channelCalled, stepName } from "../core/names.js";
import { say, t } from "../core/words.js";
import { combobox, enter } from "./combobox.js";
import { SHOWN, fieldChoices, fieldName, valueChoices } from "./known.js";
import { conditions, segmentOf } from "./rule.js";

const CALLED = { channel: channelCalled, event: stepName };
const SEVERAL = ["is", "not"];
const ORDERED = ["above", "least", "below", "most"];
const OPERATORS = [...SEVERAL, "contains", "starts", ...ORDERED, "missing", "present"];
const AMOUNTS = [...ORDERED, "is", "not", "missing", "present"];

/** A condition as a reader says it: a list for `el`. */
export function inWords({ field, operator, values }) {
  const many = values.flatMap((value, at) => [at ? t("condition.or") : null, (CALLED[field] ?? nameOf)(value === "" ? "“”" : value, 40)]).filter(Boolean);
  return say(`condition.${operator}`, { field: nameOf(fieldName(field), 40), value: el("span", {}, many) });
}

/** A rule as a reader says it, where it is a list of conditions; else as it is written. */
export function ruleWords(text, most = 40) {
  const all = conditions(text);
  return all === null ? el("code", {}, nameOf(text, most)) : el("span", {}, all.map((one, at) => [at ? ", " : null, inWords(one)]));
}

/** A side of a comparison as a reader says it: a segment by its name, else a rule. */
export function sideWords(text, most = 40) {
  const segment = segmentOf(text);
  return segment === null ? ruleWords(text, most) : nameOf(segment, most);
}

/**
 * The form of a condition; `given` may be partly there. take(condition) is called as soon as it is whole, and again with
 * each change. where: values are counted among events for which this holds.
 */
export function conditionForm(given, take, { where = null, but = [] } = {}) {
  const now = { field: null, operator: null, values: [], ...given };
  const node = el("div", { class: "condition" });
  const whole = () => now.field !== null && (now.values.length > 0 || ["missing", "present"].includes(now.operator));
  const tell = () => whole() && take({ ...now });

  function draw(focus = null) {
    const field = combobox({ label: t("condition.field"), value: now.field ?? "", text: now.field === null ? "" : fieldName(now.field), hint: t("condition.field.hint"), options: () => fieldChoices(but), choose: chosen });
    if (now.field === null) return fill(node, field.node), focus && field.input.focus();
    const known = now.field === "value" ? AMOUNTS : OPERATORS;
    const operator = el("select", { "aria-label": t("condition.operator"), change: () => turned(operator.value) }, known.map((one) => el("option", { value: one, selected: one === now.operator }, t(`operator.${one}`))));
    const values = SEVERAL.includes(now.operator) ? several() : ["missing", "present"].includes(now.operator) ? [] : [single()];
    fill(node, field.node, operator, values);
    if (focus === "value") node.querySelector(".value input, input.value")?.focus();
  }
  function chosen(field) {
    now.field = field;
    now.operator = field === "value" ? "above" : "is";
    now.values = [];
    draw();
    enter(node);
  }
  function turned(operator) {
    if (SEVERAL.includes(operator) !== SEVERAL.includes(now.operator)) now.values = now.values.slice(0, 1);
    now.operator = operator;
    if (["missing", "present"].includes(operator)) now.values = [];
    draw(["missing", "present"].includes(operator) ? null : "value");
    if (!node.querySelector(".value input, input.value")) node.querySelector("select").focus();
    tell();
  }
  function several() {
    const add = (value, _, left) => {
      now.values = [...new Set([...now.values, value])];
      draw(left ? null : "value");
      tell();
    };
    const drop = (value) => {
      now.values = now.values.filter((one) => one !== value);
      draw("value");
      tell();
    };
    const choices = async (text, signal) => (now.field === "value" ? [] : (await valueChoices(now.field, text, signal, where)).filter((one) => !now.values.includes(one.value)));
    const free = (text) => ({ value: text, label: t("condition.typed", { text: shortened(text, 60) }), plain: true });
    const more = combobox({ label: t(now.values.length ? "condition.more" : "condition.value"), hint: t(now.values.length ? "condition.more" : "condition.value.hint"), options: choices, choose: add, free, searched: true });
    more.node.classList.add("value");
    const chips = now.values.map((value) => el("li", { class: "chip" }, (CALLED[now.field] ?? nameOf)(value, 30), el("button", { type: "button", class: "x", "aria-label": t("chip.remove", { what: shortened((SHOWN[now.field] ?? String)(value), 40) }), click: () => drop(value) }, "×")));
    return [chips.length ? el("ul", { class: "chips" }, chips) : null, more.node];
  }
  function single() {
    const ordered = ORDERED.includes(now.operator);
    const input = el("input", { class: "value", type: ordered ? "number" : "text", step: "any", value: now.values[0] ?? null, "aria-label": t("condition.value"), autocomplete: "off" });
    input.addEventListener("change", () => ((now.values = input.value === "" ? [] : [input.value]), tell()));
    return input;
  }
  draw();
  return node;
}
