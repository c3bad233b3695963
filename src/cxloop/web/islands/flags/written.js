// JSON that loses nothing: numbers stay as they were written, and every value and mistake has its line.

/** A number that JavaScript would write otherwise: 1.0, 1e3, 12345678901234567890. */
export class Written {
  constructor(text) {
    this.text = text;
  }
}

/** line and column begin with 1. why: unexpected, end, twice or deep. */
export class Mistake extends Error {
  constructor(why, text, at) {
    super(why);
    this.why = why;
    Object.assign(this, placeOf(text, at));
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const TEXT = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const BLANK = /[ \t\r\n]*/y;
const WORDS = { true: true, false: false, null: null };
const DEEPEST = 200;

export function placeOf(text, at) {
  const before = text.slice(0, at).split("\n");
  return { at, line: before.length, column: before.at(-1).length + 1 };
}

/** The value, and where each of its parts begins: `targeting.if[0]` to a place in the text. Throws Mistake. */
export function read(text) {
  const places = new Map();
  let at = 0;
  const fail = (why = at < text.length ? "unexpected" : "end", where = at) => {
    throw new Mistake(why, text, where);
  };
  const match = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const sign = (wanted) => (match(BLANK), text[at] === wanted && ((at += 1), true));

  function value(path, depth) {
    if (depth > DEEPEST) fail("deep");
    match(BLANK);
    places.set(path, at);
    if (sign("{")) return object(path, depth);
    if (sign("[")) return list(path, depth);
    const quoted = match(TEXT);
    if (quoted !== undefined) return JSON.parse(quoted);
    const digits = match(NUMBER);
    if (digits !== undefined) return String(Number(digits)) === digits ? Number(digits) : new Written(digits);
    const word = Object.keys(WORDS).find((one) => text.startsWith(one, at));
    if (word === undefined) fail();
    at += word.length;
    return WORDS[word];
  }

  function object(path, depth) {
    const entries = new Map();
    if (sign("}")) return {};
    do {
      match(BLANK);
      const begin = at;
      const quoted = match(TEXT);
      if (quoted === undefined) fail();
      const name = JSON.parse(quoted);
      if (entries.has(name)) fail("twice", begin);
      if (!sign(":")) fail();
      entries.set(name, value(path ? `${path}.${name}` : name, depth + 1));
    } while (sign(","));
    if (!sign("}")) fail();
    return Object.fromEntries(entries);
  }

  function list(path, depth) {
    const found = [];
    if (sign("]")) return found;
    do found.push(value(`${path}[${found.length}]`, depth + 1));
    while (sign(","));
    if (!sign("]")) fail();
    return found;
  }

  const found = value("", 0);
  match(BLANK);
  if (at < text.length) fail();
  return { value: found, places };
}

const WIDE = 100;

/** As text, indented; what fits into a line stands in one. `before`: how far the line has begun. */
export function write(value, indent = "", before = 0) {
  const short = flat(value);
  if (typeof value !== "object" || value === null || value instanceof Written || (indent !== "" && indent.length + before + short.length <= WIDE)) return short;
  const inner = `${indent}  `;
  if (Array.isArray(value)) return value.length ? `[\n${value.map((one) => inner + write(one, inner)).join(",\n")}\n${indent}]` : "[]";
  const all = Object.entries(value).map(([name, one]) => `${inner}${JSON.stringify(name)}: ${write(one, inner, name.length + 4)}`);
  return all.length ? `{\n${all.join(",\n")}\n${indent}}` : "{}";
}

/** As text in one line. */
export function flat(value) {
  if (value instanceof Written) return value.text;
  if (Array.isArray(value)) return `[${value.map(flat).join(", ")}]`;
  if (typeof value === "object" && value !== null) return `{${Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${flat(one)}`).join(", ")}}`;
  return JSON.stringify(value ?? null);
}

export const isNumber = (value) => typeof value === "number" || value instanceof Written;
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Written);
