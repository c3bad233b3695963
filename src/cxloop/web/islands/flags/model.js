// A flag as it is written, and as the form shows it.
import { conditionOf, ruleOf } from "./conditions.js";
import { flat, isNumber, isObject, Written } from "./written.js";

export const KINDS = ["boolean", "text", "number", "json"];
const WHOLE = 100;
const numeric = (value) => (value instanceof Written ? Number(value.text) : value);

/** The flag that an empty form is of: for one half of the customers. */
export const fresh = () => ({ base: {}, on: true, description: "", kind: "boolean", variants: [{ name: "new", value: true }, { name: "old", value: false }], otherwise: "old", rules: [], rest: shared([["new", 50], ["old", 50]]) });

export const shared = (shares, how = "bucket", salt = null) => ({ sort: "shares", shares, how, salt });
export const one = (variant) => ({ sort: "variant", variant });
export const usual = { sort: "usual" };

/**
 * What the form shows of a definition; null where it has something that the form cannot show.
 *
 * base: the definition itself, of which what the form does not show stays. variants: {name, value}. otherwise: the
 * default variant, null where programs take their own. rules: {all, conditions, gives}, the first that fits decides;
 * rest: what everybody else gets. What somebody gets is {sort: variant, variant}, {sort: shares, shares, how, salt}, or
 * {sort: usual}, the default variant.
 */
export function formOf(base) {
  if (!isObject(base) || !isObject(base.variants) || !["ENABLED", "DISABLED"].includes(base.state)) return null;
  if (base.metadata !== undefined && !isObject(base.metadata)) return null;
  const description = base.metadata?.description ?? "";
  const variants = Object.entries(base.variants).map(([name, value]) => ({ name, value }));
  const targeting = base.targeting ?? {};
  const otherwise = base.defaultVariant ?? null;
  if (typeof description !== "string" || !isObject(targeting) || variants.length === 0 || (otherwise !== null && typeof otherwise !== "string")) return null;
  const decided = Object.keys(targeting).length ? deciding(targeting) : { rules: [], rest: usual };
  return decided && { base, on: base.state === "ENABLED", description, kind: kindOf(variants), variants, otherwise, ...decided };
}

const SORTS = [["boolean", (value) => typeof value === "boolean"], ["text", (value) => typeof value === "string"], ["number", isNumber]];
const kindOf = (variants) => SORTS.find(([, fits]) => variants.every(({ value }) => fits(value)))?.[0] ?? "json";

/** Rules and the rest, of `if` with what it leads to, an `if` at its end too; null where it is anything else. */
function deciding(targeting) {
  const given = Object.keys(targeting).length === 1 ? targeting.if : undefined;
  if (given === undefined) {
    const rest = giving(targeting);
    return rest && { rules: [], rest };
  }
  if (!Array.isArray(given) || given.length < 2) return null;
  const pairs = Math.floor(given.length / 2);
  const rules = [];
  for (let at = 0; at < pairs; at += 1) {
    const condition = conditionsOf(given[2 * at]);
    const gives = giving(given[2 * at + 1]);
    if (condition === null || gives === null) return null;
    rules.push({ ...condition, gives });
  }
  const last = given.length % 2 ? given.at(-1) : null;
  if (given.length % 2 === 0 && rules.at(-1).conditions.length === 0) return { rest: rules.pop().gives, rules };
  const more = isObject(last) ? deciding(last) : null;
  if (more) return { rules: [...rules, ...more.rules], rest: more.rest };
  const rest = giving(last);
  return rest && { rules, rest };
}

function conditionsOf(rule) {
  if (rule === true) return { all: true, conditions: [] };
  const own = isObject(rule) && Object.keys(rule).length === 1 ? (rule.and ?? rule.or) : undefined;
  const parts = Array.isArray(own) && own.length ? own : [rule];
  const conditions = parts.map(conditionOf);
  return conditions.includes(null) ? null : { all: parts !== own || own === rule.and, conditions };
}

function giving(outcome) {
  if (outcome === null) return usual;
  if (typeof outcome === "string") return one(outcome);
  if (typeof outcome === "boolean") return one(String(outcome));
  if (!isObject(outcome) || Object.keys(outcome).length !== 1) return null;
  const [[how, given]] = Object.entries(outcome);
  if (!["bucket", "fractional"].includes(how) || !Array.isArray(given)) return null;
  const salt = how === "bucket" && typeof given[0] === "string" ? given[0] : null;
  const shares = (salt === null ? given : given.slice(1)).map((pair) => (isPair(pair, how) ? [pair[0], numeric(pair[1])] : null));
  const whole = !shares.includes(null) && new Set(shares.map(([name]) => name)).size === shares.length && sum(shares) === WHOLE;
  return whole ? shared(shares, how, salt) : null;
}

const isPair = (pair, how) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === "string" && isNumber(pair[1]) && numeric(pair[1]) >= 0 && (how === "bucket" || Number.isInteger(numeric(pair[1])));

/** What shares add up to; they are in per cent, to a thousandth. */
export const sum = (shares) => Math.round(shares.reduce((total, [, share]) => total + (Number(share) || 0), 0) * 1000) / 1000;

/** The definition that a form stands for; the one it came from, to the letter, where nothing was changed. */
export function definitionOf(form) {
  const came = formOf(form.base);
  return came !== null && flat(plain(came)) === flat(plain(form)) ? form.base : written(form);
}

/** The same, always as the form writes it: rules of the outermost `if` are those of the form. */
export function written(form) {
  const made = { ...form.base, state: form.on ? "ENABLED" : "DISABLED", variants: Object.fromEntries(form.variants.map(({ name, value }) => [name, value])) };
  put(made, "defaultVariant", form.otherwise, null);
  put(made, "targeting", targetingOf(form), {});
  const metadata = { ...form.base.metadata };
  put(metadata, "description", form.description || null, null);
  put(made, "metadata", Object.keys(metadata).length ? metadata : null, {});
  return made;
}

const plain = ({ base, ...shown }) => shown;

/** What is nothing is left out, unless it was written as nothing before. */
function put(made, name, value, nothing) {
  if (value !== null) made[name] = value;
  else if (name in made && flat(made[name] ?? nothing) !== flat(nothing)) delete made[name];
}

function targetingOf({ rules, rest }) {
  if (rules.length === 0) return rest.sort === "usual" ? null : rest.sort === "variant" ? { if: [true, rest.variant] } : outcomeOf(rest);
  const pairs = rules.flatMap((rule) => [logicOf(rule), outcomeOf(rule.gives)]);
  return { if: rest.sort === "usual" ? pairs : [...pairs, outcomeOf(rest)] };
}

function logicOf({ all, conditions }) {
  const rules = conditions.map(ruleOf);
  return rules.length === 0 ? true : rules.length === 1 && all ? rules[0] : { [all ? "and" : "or"]: rules };
}

function outcomeOf(gives) {
  if (gives.sort === "usual") return null;
  if (gives.sort === "variant") return gives.variant;
  return { [gives.how]: [...(gives.salt === null ? [] : [gives.salt]), ...gives.shares] };
}

/** The form with a variant under another name, wherever it is given. */
export function renamed(form, at, name) {
  const old = form.variants[at].name;
  const twice = form.variants.filter((each) => each.name === old).length > 1;
  const called = (variant) => (variant === old && !twice ? name : variant);
  const given = (gives) => (gives.sort === "variant" ? one(called(gives.variant)) : gives.sort === "shares" ? { ...gives, shares: gives.shares.map(([each, share]) => [called(each), share]) } : gives);
  return {
    ...form,
    variants: form.variants.map((each, place) => (place === at ? { ...each, name } : each)),
    otherwise: form.otherwise === null ? null : called(form.otherwise),
    rules: form.rules.map((rule) => ({ ...rule, gives: given(rule.gives) })),
    rest: given(form.rest),
  };
}

/** The value that a variant of another kind begins with. */
export function turned(value, kind, at) {
  if (kind === "boolean") return at === 0;
  if (kind === "text") return typeof value === "string" ? value : flat(value);
  if (kind === "number") return isNumber(value) ? value : at;
  return value;
}

/** What keeps a form from being saved: {what, at} by the key of a text, `at` being the place: key, variants.0, rules.1, rest. */
export function wrongs(form, key) {
  const found = [];
  const say = (at, what) => found.push({ at, what });
  if (!key.trim()) say("key", "key");
  form.variants.forEach(({ name, value }, at) => {
    if (!name.trim()) say(`variants.${at}`, "variant.name");
    if (form.variants.findIndex((other) => other.name === name) < at) say(`variants.${at}`, "variant.twice");
    if (value === undefined) say(`variants.${at}`, "variant.value");
  });
  const names = form.variants.map(({ name }) => name);
  if (form.otherwise !== null && !names.includes(form.otherwise)) say("otherwise", "gone");
  const check = (gives, at) => {
    if (gives.sort === "variant" && !names.includes(gives.variant)) say(at, "gone");
    if (gives.sort !== "shares") return;
    if (gives.shares.some(([name]) => !names.includes(name))) say(at, "gone");
    if (gives.shares.some(([, share]) => !(share >= 0))) say(at, "share");
    else if (sum(gives.shares) !== WHOLE) say(at, "sum");
  };
  form.rules.forEach((rule, at) => {
    if (rule.conditions.some((each) => !each.property || (!each.values.length && !["present", "missing"].includes(each.operator)))) say(`rules.${at}`, "condition");
    check(rule.gives, `rules.${at}`);
  });
  check(form.rest, "rest");
  return found;
}
