// The glossary: searched as people type, by initial consonants too.
import { finder } from "./asking/search.js";
import { part } from "./core/dom.js";
import { counted } from "./core/format.js";

const cards = [...document.querySelectorAll(".glossary article")];
const search = part("search");

function show() {
  const fits = finder(search.value);
  for (const one of cards) one.hidden = search.value.trim() !== "" && fits(one.textContent.replace(/\s+/g, " ")) === null;
  const count = cards.filter((one) => !one.hidden).length;
  part("none").hidden = count > 0;
  part("found").textContent = counted("choose.found", count);
}
search.addEventListener("input", show);
