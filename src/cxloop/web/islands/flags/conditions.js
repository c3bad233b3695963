// Conditions of a rule as JSON Logic and as what is chosen: a property, an operator and values.
import { isNumber, isObject } from "./written.js";

export const CUSTOMER = "targetingKey";
export const SEGMENTS = "segments";
const VERSIONS = ["=", "!=", "<", "<=", ">", ">=", "^", "~"];
const ORDERED = { above: ">", least: ">=", below: "<", most: "<=" };

/** The operators there are, by the kind of value they take. */
export const OPERATORS = {
  several: ["is", "not"],
  text: ["contains", "lacks", "starts", "ends"],
  number: Object.keys(ORDERED),
  none: ["present", "missing"],
  version: VERSIONS.map((sign) => `version ${sign}`),
  segment: ["in", "out"],
};

/** The kind of value that an operator takes. */
export const takes = (operator) => Object.keys(OPERATORS).find((kind) => OPERATORS[kind].includes(operator));

const only = (rule) => (isObject(rule) && Object.keys(rule).length === 1 ? Object.entries(rule)[0] : [null, null]);
const many = (given) => (Array.isArray(given) ? given : [given]);
const scalar = (value) => ["string", "boolean"].includes(typeof value) || isNumber(value);

/** The name of the property that a rule looks up; null where it does anything else. */
function property(rule) {
  const [operator, given] = only(rule);
  if (operator !== "var") return null;
  const [name, ...more] = many(given);
  return typeof name === "string" && name !== "" && more.length === 0 ? name : null;
}

/** The condition {property, operator, values} that a rule is; null where it is anything else. */
export function conditionOf(rule) {
  const [operator, given] = only(rule);
  if (operator === "!") {
    const inner = many(given).length === 1 ? conditionOf(many(given)[0]) : null;
    const turned = { is: "not", contains: "lacks", in: "out" }[inner?.operator];
    return turned && (inner.operator !== "is" || inner.values.length !== 1 || inner.listed) ? { ...inner, operator: turned } : null;
  }
  const all = many(given);
  const made = (name, own, ...values) => (name !== null && values.every(scalar) ? { property: name, operator: own, values } : null);
  if (operator === "sem_ver") return all.length === 3 && VERSIONS.includes(all[1]) && typeof all[2] === "string" ? made(property(all[0]), `version ${all[1]}`, all[2]) : null;
  if (all.length !== 2) return null;
  const [one, other] = all;
  const name = property(one);
  if (operator === "==" || operator === "!=") {
    const [own, value] = name === null ? [property(other), one] : [name, other];
    const absent = operator === "==" ? "missing" : "present";
    return value === null ? made(own, absent) : made(own, operator === "==" ? "is" : "not", value);
  }
  if (operator === "in") return inside(one, other, name, made);
  const ordered = Object.keys(ORDERED).find((key) => ORDERED[key] === operator);
  if (ordered) return isNumber(other) ? made(name, ordered, other) : null;
  const ends = { starts_with: "starts", ends_with: "ends" }[operator];
  return ends && typeof other === "string" ? made(name, ends, other) : null;
}

function inside(one, other, name, made) {
  const whole = property(other);
  if (typeof one === "string" && whole !== null) return made(whole, whole === SEGMENTS ? "in" : "contains", one);
  if (name === null || !Array.isArray(other) || other.length === 0) return null;
  const found = made(name, "is", ...other);
  return found && { ...found, listed: true };
}

/** The rule that a condition stands for. */
export function ruleOf({ property: name, operator, values, listed = false }) {
  const looked = { var: name };
  const [value] = values;
  if (operator.startsWith("version ")) return { sem_ver: [looked, operator.slice(8), value] };
  const many = listed || values.length > 1;
  switch (operator) {
    case "is":
      return many ? { in: [looked, values] } : { "==": [looked, value] };
    case "not":
      return many ? { "!": { in: [looked, values] } } : { "!=": [looked, value] };
    case "missing":
      return { "==": [looked, null] };
    case "present":
      return { "!=": [looked, null] };
    case "in":
    case "contains":
      return { in: [value, looked] };
    case "out":
    case "lacks":
      return { "!": { in: [value, looked] } };
    case "starts":
      return { starts_with: [looked, value] };
    case "ends":
      return { ends_with: [looked, value] };
    default:
      return { [ORDERED[operator]]: [looked, value] };
  }
}

/** Whether something is said of it. */
export const isWhole = ({ property: name, operator, values }) => Boolean(name) && Boolean(operator) && (takes(operator) === "none" || values.length > 0);

/** The properties that a rule of any sort looks up. */
export function looksUp(rule) {
  if (Array.isArray(rule)) return [...new Set(rule.flatMap(looksUp))];
  if (!isObject(rule)) return [];
  const name = property(rule);
  return name === null ? looksUp(Object.values(rule)) : [name];
}
