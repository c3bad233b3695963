// A flag in words: what stands in its lists, and sentences to be compared.
import { has, t } from "../core/words.js";
import { shortened } from "../core/dom.js";
import { percent } from "../core/format.js";
import { CUSTOMER, SEGMENTS } from "./conditions.js";
import { flat } from "./written.js";

/** A property as a reader says it. */
export const propertyName = (name) => (name === CUSTOMER ? t("flags.property.customer") : name === SEGMENTS ? t("flags.property.segment") : name);

/** A value as a reader says it; a text that would be taken for something else stands in quotes. */
export const valueText = (value) => (typeof value === "string" && value !== "" && !/^(-?\d+(\.\d+)?|true|false)$/.test(value) ? value : flat(value));

/** An operator, for its list. */
export const operatorName = (operator) => (operator.startsWith("version ") ? t("flags.op.version", { sign: signOf(operator) }) : t(`flags.op.${operator}`));

const SIGNS = { "=": "=", "!=": "≠", "<=": "≤", ">=": "≥" };
const signOf = (operator) => {
  const sign = operator.slice(8);
  return has(`flags.sign.${sign}`) ? t(`flags.sign.${sign}`) : (SIGNS[sign] ?? sign);
};

const called = (name) => shortened(name, 60);

function conditionWords({ property, operator, values }) {
  const told = { property: called(propertyName(property ?? "")), value: values.map((one) => called(valueText(one))).join(t("flags.or")) };
  return operator.startsWith("version ") ? t("flags.says.version", { ...told, sign: signOf(operator) }) : t(`flags.says.${operator}`, told);
}

/** What somebody gets. */
export function givenWords(gives, form) {
  if (gives.sort === "variant") return called(gives.variant);
  if (gives.sort === "usual") return form.otherwise === null ? t("flags.own") : t("flags.usual.of", { variant: called(form.otherwise) });
  return gives.shares.map(([name, share]) => `${called(name)} ${percent(share / 100, 3)}`).join(", ");
}

export const ruleWords = ({ all, conditions }) => (conditions.length ? conditions.map(conditionWords).join(t(all ? "flags.and" : "flags.or")) : t("flags.everybody"));

/** A flag in sentences, one for each thing that can be different. */
export function sentences(form) {
  return [
    t(form.on ? "flags.says.on" : "flags.says.off"),
    ...(form.description ? [t("flags.says.description", { text: shortened(form.description, 300) })] : []),
    ...form.variants.map(({ name, value }) => t("flags.says.variant", { variant: called(name), value: shortened(flat(value ?? null), 200) })),
    t("flags.says.otherwise", { variant: form.otherwise === null ? t("flags.own") : called(form.otherwise) }),
    ...form.rules.map((rule) => `${ruleWords(rule)} → ${givenWords(rule.gives, form)}`),
    t("flags.says.rest", { gives: givenWords(form.rest, form) }),
  ];
}
