// Korean particles after a value: which of two forms follows from its last sound, by the rules of cxloop.particles.
import rules from "../../../particles.json" with { type: "json" };

const QUOTES = /[\s"'`“”‘’«»‹›「」『』<>.,!?:;*]+$/;
const SILENT = /[\s"'`“”‘’«»‹›「」『』<>()[\]{}.,!?:;*]+$/;
const GROUP = /(?<=\S)\s*(\([^()]*\)|\[[^[\]]*\])$/;
const [FIRST, FINALS, RIEUL, SHORT] = [0xac00, 28, 8, 4];

/** The particle that follows a value; `pair` is its form after a consonant, such as `은`. Both where the sound is not known. */
export function particle(value, pair) {
  const bare = rules.pairs[pair];
  const sound = finalOf(String(value));
  if (sound === null) return pair.endsWith(bare) ? `(${pair.slice(0, -bare.length)})${bare}` : `${pair}(${bare})`;
  return sound === "" || (pair === "으로" && sound === "ㄹ") ? bare : pair;
}

/** The consonant a text ends with when it is read aloud; null where nobody can tell. */
function finalOf(text) {
  const read = withoutGroups(text.normalize("NFC")).replace(SILENT, "");
  const last = Array.from(read).at(-1) ?? "";
  if (/[가-힣]/.test(last)) {
    const place = (last.charCodeAt(0) - FIRST) % FINALS;
    return place === 0 ? "" : place === RIEUL ? "ㄹ" : "ㅇ";
  }
  if (/[ㄱ-ㅎ]/.test(last)) return last === "ㄹ" ? "ㄹ" : "ㅇ"; // called by its name, which ends with it
  if (/[ㅏ-ㅣ]/.test(last)) return "";
  const word = read.match(/[A-Za-z]+$/)?.[0];
  return word ? ofWord(word) : (rules.signs[last] ?? null);
}

function withoutGroups(text) {
  const bare = text.replace(QUOTES, "");
  const shorter = bare.replace(GROUP, "");
  return shorter === bare ? bare : withoutGroups(shorter);
}

/** The last sound of a word in Latin letters: short ones in capitals, and those without a vowel, are spelt. */
function ofWord(word) {
  const small = word.toLowerCase();
  if ((word === word.toUpperCase() && word.length <= SHORT) || !/[aeiouy]/.test(small)) return rules.letters[small.at(-1)] ?? "";
  return rules.words.find(([ending]) => new RegExp(ending).test(small))[1];
}
