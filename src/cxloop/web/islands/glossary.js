// The glossary: searched as people type, by initial consonants too.
import { finder } from "./asking/search.js";
import { part } from "./core/dom.js";
import { counted } from "./core/format.js";

const cards = [...document.querySelectorAll(".glossary article")];
const search = part("search");
/** Initial consonants are in every text somewhere, so that they are looked for in the words alone. */
const text = (card, typed) => (/^[ㄱ-ㅎ\s]+$/.test(typed) ? [...card.querySelectorAll("h2")] : [card]).map((one) => one.textContent.replace(/\s+/g, " ")).join(" / ");

function show() {
  const fits = finder(search.value);
  for (const one of cards) one.hidden = search.value.trim() !== "" && fits(text(one, search.value)) === null;
  const count = cards.filter((one) => !one.hidden).length;
  part("none").hidden = count > 0;
  part("found").textContent = counted("choose.found", count);
}
search.addEventListener("input", show);
if (search.value) show(); // typed before this script was there
