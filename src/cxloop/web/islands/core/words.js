// The texts of the page, in its language: those of the frame around all pages, and its own.
import { own } from "texts:own";

export const language = document.documentElement.lang === "ko" ? "ko" : "en";
const parts = await Promise.all([language === "ko" ? import("texts:ko") : import("texts:en"), own[document.documentElement.dataset.page]?.[language]()]);
const texts = Object.assign({}, ...parts.map((part) => part?.default));
const { particle } = language === "ko" ? await import("./particles.js") : {};
const plural = new Intl.PluralRules(language);
const PLACE = /\{(\w+)(?::([가-힣]+))?\}/g;

/** A text with its places filled by texts; `{name:을}` is the Korean particle that fits the value of `name`. */
export const t = (key, values = {}) => found(key).replace(PLACE, (place, name, pair) => (name in values ? (pair ? particle(values[name], pair) : String(values[name])) : place));

/** A text whose places may be filled by nodes: a list for `el`. */
export function say(key, values = {}) {
  const pieces = found(key).split(PLACE);
  return pieces.flatMap((piece, at) => [[piece], [placed(values[piece], pieces[at + 1], piece)], []][at % 3]);
}

function placed(value, pair, name) {
  if (value === undefined) return `{${name}}`;
  return pair ? particle(plain(value), pair) : value;
}

const plain = (value) => [value].flat(Infinity).map((one) => (one instanceof Node ? one.textContent : (one ?? ""))).join("");

/** The form of a text that fits a count: `key.one` or `key.other`. */
export const form = (key, count) => `${key}.${texts[`${key}.one`] !== undefined && plural.select(count) === "one" ? "one" : "other"}`;

export const has = (key) => texts[key] !== undefined;

function found(key) {
  const text = texts[key];
  if (text === undefined) throw new Error(`no text for ${key}`);
  return text;
}
