// The texts of the console, in the language of the page.
export const language = document.documentElement.lang === "ko" ? "ko" : "en";
const { default: texts } = language === "ko" ? await import("../../i18n/ko.json") : await import("../../i18n/en.json");
const plural = new Intl.PluralRules(language);

/** A text with its places filled by texts. */
export const t = (key, values = {}) => found(key).replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));

/** A text whose places may be filled by nodes: a list for `el`. */
export const say = (key, values = {}) =>
  found(key)
    .split(/(\{\w+\})/)
    .map((piece) => (/^\{\w+\}$/.test(piece) ? (values[piece.slice(1, -1)] ?? piece) : piece));

/** The form of a text that fits a count: `key.one` or `key.other`. */
export const form = (key, count) => `${key}.${texts[`${key}.one`] !== undefined && plural.select(count) === "one" ? "one" : "other"}`;

export const has = (key) => texts[key] !== undefined;

function found(key) {
  const text = texts[key];
  if (text === undefined) throw new Error(`no text for ${key}`);
  return text;
}
