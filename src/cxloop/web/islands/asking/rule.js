// Rules as text and as conditions: what `model/rule.py` reads, as far as it is a list of simple comparisons.
const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(`[^`]+`)|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))|(<=|>=|!=|<>|==|=|<|>|\(|\)|,)|([^\s"'`<>=!(),]+))/y;
const KINDS = ["text", "quoted", "number", "sign", "word"];
const OPERATORS = { "=": "is", "==": "is", "!=": "not", "<>": "not", ">": "above", ">=": "least", "<": "below", "<=": "most" };
const SIGNS = { is: "=", not: "!=", above: ">", least: ">=", below: "<", most: "<=" };
const WORD = /^[^\s"'`<>=!(),]+$/;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function tokens(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (!match) return null;
    const at = match.slice(1).findIndex((one) => one !== undefined);
    found.push({ kind: KINDS[at], text: match[at + 1] });
  }
  return found;
}

/**
 * The conditions that a rule is a list of, each {field, operator, values}; null where it is anything else.
 * operator: is, not, above, least, below, most, contains, starts, missing, present.
 */
export function conditions(text) {
  const all = tokens(text);
  if (!all?.length) return null;
  let at = 0;
  const peek = () => all[at] ?? { kind: "end", text: "" };
  const word = (...words) => peek().kind === "word" && words.includes(peek().text.toLowerCase()) && (at += 1) > 0;
  const found = [];
  do {
    const negated = word("not");
    const one = comparison(peek, () => all[at++], word);
    if (one === null) return null;
    const turned = negated ? opposite(one) : one;
    if (turned === null) return null;
    found.push(turned);
  } while (word("and"));
  return at === all.length ? found : null;
}

const opposite = (one) => (one.operator === "is" ? { ...one, operator: "not" } : one.operator === "missing" ? { ...one, operator: "present" } : null);

function comparison(peek, next, word) {
  if (!["word", "quoted"].includes(peek().kind)) return null;
  const field = next().text.replace(/^`+|`+$/g, "");
  if (word("is")) {
    const negated = word("not");
    if (word("present")) return { field, operator: negated ? "missing" : "present", values: [] };
    return word("missing", "null") ? { field, operator: negated ? "present" : "missing", values: [] } : null;
  }
  if (word("in")) return listed(field, peek, next);
  const operator = word("contains") ? "contains" : word("starts") ? (word("with"), "starts") : OPERATORS[peek().text];
  if (!operator) return null;
  if (SIGNS[operator]) next();
  const value = literal(peek, next);
  return value === null ? null : { field, operator, values: [value] };
}

function listed(field, peek, next) {
  if (next()?.text !== "(") return null;
  const values = [];
  do {
    const value = literal(peek, next);
    if (value === null) return null;
    values.push(value);
  } while (peek().text === "," && peek().kind === "sign" && next());
  return next()?.text === ")" ? { field, operator: "is", values } : null;
}

function literal(peek, next) {
  const { kind, text } = peek();
  if (kind === "text") return next(), text.slice(1, -1).replace(/\\(.)/gs, "$1");
  if (kind === "number" || (kind === "word" && !["and", "or", "not"].includes(text.toLowerCase()))) return next(), text;
  return null;
}

const quoted = (text) => `"${String(text).replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"`;
const named = (field) => (WORD.test(field) && !NUMBER.test(field) && !/^(and|or|not)$/i.test(field) ? field : `\`${field}\``);

/** Whether a field can be named in a rule at all. */
export const nameable = (field) => field !== "" && !field.includes("`");

/** One condition as text. */
export function written({ field, operator, values }) {
  const name = named(field);
  if (operator === "missing" || operator === "present") return `${name} is ${operator}`;
  if (operator === "contains") return `${name} contains ${quoted(values[0])}`;
  if (operator === "starts") return `${name} starts with ${quoted(values[0])}`;
  if (values.length > 1) return `${operator === "not" ? "not " : ""}${name} in (${values.map(quoted).join(", ")})`;
  const ordered = !["is", "not"].includes(operator) && NUMBER.test(values[0]);
  return `${name} ${SIGNS[operator]} ${ordered ? values[0] : quoted(values[0])}`;
}

const SEGMENT = "segment:";

/** The name of the segment that stands where a rule could; null where it is a rule. */
export const segmentOf = (text) => (text.startsWith(SEGMENT) ? text.slice(SEGMENT.length) : null);

/** A segment as it stands where a rule could. */
export const segmentText = (name) => `${SEGMENT}${name}`;

/** Several conditions as one rule. */
export const rule = (all) => all.map(written).join(" and ");

const RULE = /[=<>]|\s(in|contains|starts|is)\s/i;

/** A step as {event, conditions}, or as {rule} where it is another rule. events: those there are, which go before rules. */
export function stepOf(text, events = []) {
  if (events.includes(text) || !RULE.test(text)) return { event: text, conditions: [] };
  const all = conditions(text) ?? [];
  const own = all.filter((one) => one.field === "event" && one.operator === "is" && one.values.length === 1);
  return own.length === 1 ? { event: own[0].values[0], conditions: all.filter((one) => one !== own[0]) } : { rule: text };
}

/** Whether a text can only be meant as a rule. */
export const isRule = (text) => RULE.test(text);

/** The text of a step. */
export const stepText = ({ event, conditions: all }) => (all.length ? rule([{ field: "event", operator: "is", values: [event] }, ...all]) : event);
