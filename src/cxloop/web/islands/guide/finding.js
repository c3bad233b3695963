// Finding places by a few signs: each word anywhere, by initial consonants too, and else by letters in their order.
import { finder } from "../asking/search.js";

const NOT_WORDS = 3;

/** Those of `places` in which every word of a text is, the best first; where there are none, those with its letters in order. */
export function ranked(places, text) {
  const words = text.trim().split(/\s+/).slice(0, 8).map(finder);
  const whole = finder(text);
  const found = places.map((one, at) => ({ one, at, rank: rank(one, words, whole) })).filter((each) => each.rank !== null);
  return (found.length ? found : loose(places, text)).sort((a, b) => a.rank - b.rank || String(a.one.label).length - String(b.one.label).length || a.at - b.at).map(({ one }) => one);
}

function rank(one, words, whole) {
  const told = `${one.label} ${one.words}`;
  const each = words.map((word) => word(told));
  if (each.includes(null)) return null;
  return (whole(one.label) ?? NOT_WORDS) + (one.late ? 0.5 : 0);
}

function loose(places, text) {
  const signs = Array.from(text.normalize("NFC").toLowerCase().replace(/\s+/g, "")).slice(0, 40);
  if (signs.length < 3) return [];
  return places.map((one, at) => ({ one, at, rank: spread(`${one.label} ${one.words}`.normalize("NFC").toLowerCase(), signs) })).filter((each) => each.rank < 4 * signs.length);
}

/** How many signs a text takes to have all of these in order. */
function spread(text, signs) {
  let begin = -1;
  let at = -1;
  for (const sign of signs) {
    at = text.indexOf(sign, at + 1);
    if (at < 0) return Infinity;
    if (begin < 0) begin = at;
  }
  return at - begin;
}
