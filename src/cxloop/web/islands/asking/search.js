// Search as people type it: any part, either case, Hangul in either normal form, and by initial consonants (초성).
const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
/** Per final consonant what is left of it, and the initial it would be if the next syllable has begun; both by their place. */
const FINALS = [null, [0, "ㄱ"], [0, "ㄲ"], [1, "ㅅ"], [0, "ㄴ"], [4, "ㅈ"], [4, "ㅎ"], [0, "ㄷ"], [0, "ㄹ"], [8, "ㄱ"], [8, "ㅁ"], [8, "ㅂ"], [8, "ㅅ"], [8, "ㅌ"], [8, "ㅍ"], [8, "ㅎ"], [0, "ㅁ"], [0, "ㅂ"], [17, "ㅅ"], [0, "ㅅ"], [0, "ㅆ"], [0, "ㅇ"], [0, "ㅈ"], [0, "ㅊ"], [0, "ㅋ"], [0, "ㅌ"], [0, "ㅍ"], [0, "ㅎ"]];
const FIRST = 0xac00;
const SYLLABLES = 11172;

const plain = (text) => String(text).normalize("NFC").toLowerCase();
const escaped = (sign) => sign.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
const from = (code, count) => `[${String.fromCharCode(code)}-${String.fromCharCode(code + count - 1)}]`;

/** The syllables that begin with a consonant, or the consonant itself. */
const beginning = (consonant) => `(?:${consonant}|${from(FIRST + INITIALS.indexOf(consonant) * 588, 588)})`;

function sign(one, last) {
  if (INITIALS.includes(one)) return beginning(one);
  const place = one.charCodeAt(0) - FIRST;
  if (!last || place < 0 || place >= SYLLABLES) return escaped(one);
  const final = place % 28;
  if (final === 0) return from(FIRST + place, 28); // its final consonant may be to come
  const [left, next] = FINALS[final];
  return `(?:${one}|${String.fromCharCode(FIRST + place - final + left)}\\s*${beginning(next)})`; // or begins the next syllable
}

/**
 * Whether a text fits what is searched for: 0 where it begins with it, 1 where a word does, 2 where it is somewhere, null
 * where it is not in it. `ㄱㅈ` finds 결제, `주무` finds 주문, and blanks in the text need not be typed.
 */
export function finder(wanted) {
  const signs = Array.from(plain(wanted).trim().replace(/\s+/g, "")).slice(0, 200);
  const pattern = signs.length ? new RegExp(signs.map((one, at) => sign(one, at === signs.length - 1)).join("\\s*"), "u") : null;
  return (text) => {
    if (pattern === null) return 2;
    const at = plain(text).search(pattern);
    return at < 0 ? null : at === 0 ? 0 : /[\s_.:/-]/.test(plain(text)[at - 1]) ? 1 : 2;
  };
}

/** Those of `options` that fit, the best first; `textOf` says where to look. */
export function fitting(options, wanted, textOf) {
  const rank = finder(wanted);
  return options
    .map((option, at) => ({ option, at, rank: rank(textOf(option)) }))
    .filter((one) => one.rank !== null)
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .map((one) => one.option);
}
