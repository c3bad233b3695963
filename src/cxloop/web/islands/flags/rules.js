// Rules put together by choosing: in their order, each with conditions and what it gives.
import { combobox } from "../asking/combobox.js";
import { known, learn } from "../asking/known.js";
import { el, nameOf, shortened } from "../core/dom.js";
import { t } from "../core/words.js";
import { CUSTOMER, OPERATORS, SEGMENTS, takes } from "./conditions.js";
import { giving } from "./gives.js";
import { one } from "./model.js";
import { operatorName, propertyName, valueText } from "./words.js";
import { read } from "./written.js";

const swapped = (all, at, to) => all.map((each, place) => all[place === at ? to : place === to ? at : place]);
const replaced = (all, at, made) => all.map((each, place) => (place === at ? made : each));
const without = (all, at) => all.filter((_, place) => place !== at);
const EMPTY = { property: "", operator: "is", values: [] };

/** The rules of a form. offered: properties that other flags ask for; put(change, anew, focus): changes the form as it is now,
 * anew where it has to be drawn again, with the focus at a key. */
export function ruleList(form, offered, put) {
  const rules = form.rules;
  const list = (change, anew, focus) => put((now) => ({ ...now, rules: change(now.rules) }), anew, focus);
  const rule = (each, at) => {
    const key = `rules.${at}`;
    const change = (fields, anew = true, focus = null) => list((all) => replaced(all, at, { ...all[at], ...fields(all[at]) }), anew, focus);
    const conditions = (act, anew = true, focus = null) => change((now) => ({ conditions: act(now.conditions) }), anew, focus);
    const tool = (name, sign, act, off) => el("button", { type: "button", class: "quiet small", "data-key": `${key}.${name}`, "aria-label": t(`flags.rule.${name}`, { number: at + 1 }), title: t(`flags.rule.${name}`, { number: at + 1 }), disabled: off, click: act }, sign);
    const move = (to, name) => list((all) => swapped(all, at, to), true, `rules.${to}.${name}`);
    const how = el("select", { "aria-label": t("flags.how"), "data-key": `${key}.how`, change: () => change(() => ({ all: how.value === "all" })) }, ["all", "any"].map((name) => el("option", { value: name, selected: each.all === (name === "all") }, t(`flags.how.${name}`))));
    const row = (condition, place) => conditionRow(condition, `${key}.${place}`, offered, (act, anew, focus) => conditions((now) => (act ? replaced(now, place, act(now[place])) : without(now, place)), anew, focus));
    return el(
      "li",
      { class: "flag-rule", "data-at": key },
      el("header", {}, el("h3", {}, t("flags.rule", { number: at + 1 })), tool("up", "↑", () => move(at - 1, "up"), at === 0), tool("down", "↓", () => move(at + 1, "down"), at === rules.length - 1), tool("remove", "×", () => list((all) => without(all, at), true, "rules.add"), false)),
      each.conditions.length > 1 ? how : null,
      each.conditions.length ? each.conditions.map(row) : el("p", { class: "hint" }, t("flags.everybody.line")),
      el("div", {}, el("button", { type: "button", class: "quiet small", "data-key": `${key}.add`, click: () => conditions((now) => [...now, EMPTY], true, `${key}.${each.conditions.length}.property`) }, t("flags.condition.add"))),
      giving(form, each.gives, t("flags.gives"), key, (gives, anew) => change(() => ({ gives }), anew)),
    );
  };
  const more = () => put((now) => ({ ...now, rules: [...now.rules, { all: true, conditions: [EMPTY], gives: one(now.variants[0]?.name ?? "") }] }), true, `rules.${rules.length}.0.property`);
  return [rules.length ? el("ol", { class: "flag-list" }, rules.map(rule)) : null, el("div", { class: "actions" }, el("button", { type: "button", class: "plain", "data-key": "rules.add", click: more }, t("flags.rule.add")))];
}

/** put(change, anew, focus): changes the condition as it is now; null takes it away. */
function conditionRow(condition, key, offered, put) {
  const { property, operator } = condition;
  const choices = async () => {
    await learn();
    const named = [CUSTOMER, ...(known.segments.length ? [SEGMENTS] : [])].map((value) => ({ value, label: propertyName(value), plain: true }));
    return [...named, ...[...new Set([...offered, ...known.properties])].filter((value) => value !== CUSTOMER && value !== SEGMENTS).map((value) => ({ value }))];
  };
  const of = (name) => (now) => {
    const [was, is] = [now.property === SEGMENTS, name === SEGMENTS];
    return was === is ? { ...now, property: name } : { property: name, operator: is ? "in" : "is", values: [] };
  };
  const free = (text) => ({ value: text, label: t("flags.property.typed", { text: shortened(text, 60) }), plain: true });
  const field = combobox({ label: t("flags.property"), value: property, text: property ? propertyName(property) : "", hint: t("flags.property"), options: choices, choose: (name, _, left) => put(of(name), true, left ? null : `${key}.operator`), free });
  field.input.dataset.key = `${key}.property`;
  const fits = property === SEGMENTS ? OPERATORS.segment : Object.entries(OPERATORS).flatMap(([kind, all]) => (kind === "segment" ? [] : all));
  const turn = (to) => (now) => ({ property, operator: to, values: kept(now.values, now.operator, to) });
  const select = el("select", { "aria-label": t("flags.operator"), "data-key": `${key}.operator`, change: () => put(turn(select.value), true) }, fits.map((each) => el("option", { value: each, selected: each === operator }, operatorName(each))));
  const told = valueField(condition, key, (act, anew, focus) => put((now) => ({ property, operator, values: act(now.values) }), anew, focus));
  return el("div", { class: "flag-condition" }, field.node, select, told ?? el("span"), el("button", { type: "button", class: "x", "data-key": `${key}.remove`, "aria-label": t("flags.condition.remove"), title: t("flags.condition.remove"), click: () => put(null, true, `${key.replace(/\.\d+$/, "")}.add`) }, "×"));
}

/** The values that another operator can take over. */
function kept(values, before, after) {
  if (takes(before) === takes(after)) return values;
  const fits = { several: () => true, number: (value) => typeof value !== "string" && typeof value !== "boolean", text: (value) => typeof value === "string", version: (value) => typeof value === "string" }[takes(after)];
  return fits ? values.filter(fits).slice(0, 1) : [];
}

function valueField({ property, operator, values }, key, put) {
  const kind = takes(operator);
  if (kind === "none") return null;
  if (kind === "several") return several(values, key, put);
  if (kind === "segment") {
    const names = known.segments.map(({ name }) => name);
    const all = values.length && !names.includes(values[0]) ? [values[0], ...names] : names;
    const select = el("select", { "aria-label": t("flags.property.segment"), "data-key": `${key}.value`, change: () => put(() => (select.value ? [select.value] : []), false) }, el("option", { value: "" }, t("flags.segment.choose")), all.map((name) => el("option", { value: name, selected: name === values[0] }, shortened(name, 60))));
    return select;
  }
  const numeric = kind === "number";
  const input = el("input", { type: numeric ? "number" : "text", step: "any", "aria-label": t("flags.value"), "data-key": `${key}.value`, autocomplete: "off", value: values.length ? (numeric ? valueText(values[0]) : values[0]) : null, placeholder: kind === "version" ? "2.1.0" : t("flags.value") });
  input.addEventListener("input", () => put(() => (input.value === "" ? [] : [numeric ? asNumber(input.value) : input.value]), false));
  return input;
}

function several(values, key, put) {
  const add = (value, _, left) => put((now) => [...now, read(value).value], true, left ? null : `${key}.value`);
  const more = combobox({ label: t(values.length ? "flags.value.more" : "flags.value"), hint: t(values.length ? "flags.value.more" : "flags.value"), options: async (text) => meant(text.trim()), searched: true, choose: add });
  more.input.dataset.key = `${key}.value`;
  const chips = values.map((value, at) => el("li", { class: "chip" }, nameOf(valueText(value), 40), el("button", { type: "button", class: "x", "aria-label": t("flags.value.remove", { value: shortened(valueText(value), 40) }), click: () => put((now) => without(now, at), true, `${key}.value`) }, "×")));
  return el("div", { class: "flag-values" }, chips.length ? el("ul", { class: "chips" }, chips) : null, more.node);
}

const asNumber = (text) => read(String(Number(text))).value;

/** What a typed text may stand for: a number or yes or no as such, and the text itself. Its value is JSON. */
function meant(text) {
  if (text === "") return [];
  const words = { value: JSON.stringify(text), label: t("flags.typed.text", { text: shortened(text, 60) }), typed: text, plain: true };
  if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) return [{ value: text, label: t("flags.typed.number", { text }), plain: true }, words];
  if (["true", "false"].includes(text)) return [{ value: text, label: t("flags.typed.boolean", { text }), plain: true }, words];
  return [words];
}
