// What somebody has brought data in for: the first pain point that shows in it.
import { ask } from "../core/ask.js";
import { el, fill } from "../core/dom.js";
import { stepName } from "../core/names.js";
import { say, t } from "../core/words.js";
import { families } from "../pain/families.js";
import { elsewhere, nothing } from "../pain/nothing.js";
import { kindName, sentence, sure } from "../pain/words.js";

/** Looks for it, and makes `link` lead there; where there is none, it says why and leads to what can be seen. */
export function firstPain(link, per) {
  const place = el("div", { role: "status" }, el("p", { class: "waiting" }, t("bring.pain.looking")));
  ask("pains", per === "case" ? { per } : {}).then((answer) => fill(place, told(answer, link)), () => fill(place));
  return place;
}

function told(answer, link) {
  const found = families(answer.pains).find(({ lead }) => sure(lead))?.lead;
  if (!found) {
    const [[first, name], ...others] = elsewhere(answer);
    link.href = first;
    fill(link, name);
    const ways = [...others, ...(answer.tested ? [["/pains", t("bring.pain.tested")]] : [])];
    return el("div", { class: "found" }, nothing(answer), el("p", {}, ways.map(([href, text], at) => [at ? " · " : null, el("a", { href }, text)])));
  }
  link.href = `/pains/${encodeURIComponent(found.id)}${answer.per === "case" ? "?per=case" : ""}`;
  const title = say("bring.pain", { kind: el("strong", {}, kindName(found.kind)), step: el("strong", {}, stepName(found.step, 60)) });
  return el("div", { class: "found" }, el("p", { class: "headline" }, title), el("p", {}, sentence(found, answer.per)));
}
