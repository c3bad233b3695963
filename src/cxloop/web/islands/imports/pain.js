// What somebody has brought data in for: the first pain point that shows in it.
import { ask } from "../core/ask.js";
import { el, fill, nameOf } from "../core/dom.js";
import { number } from "../core/format.js";
import { say, t } from "../core/words.js";
import { families } from "../pain/families.js";
import { kindName, sentence, sure } from "../pain/words.js";

/** Looks for it, and makes `link` lead there; where nothing is beyond chance, it says so and leads to the map. */
export function firstPain(link) {
  const place = el("div", { role: "status" }, el("p", { class: "waiting" }, t("bring.pain.looking")));
  ask("pains").then((answer) => fill(place, told(answer, link)), () => fill(place));
  return place;
}

function told(answer, link) {
  const found = families(answer.pains).find(({ lead }) => sure(lead))?.lead;
  if (!found) {
    link.href = "/journeys";
    fill(link, t("overview.next.journeys"));
    return el("p", { class: "notice" }, say("bring.pain.none", { tested: number(answer.tested) }), " ", el("a", { href: "/pains" }, t("bring.pain.tested")));
  }
  link.href = `/pains/${encodeURIComponent(found.id)}`;
  const title = say("bring.pain", { kind: el("strong", {}, kindName(found.kind)), step: el("strong", {}, nameOf(found.step, 60)) });
  return el("div", { class: "found" }, el("p", { class: "headline" }, title), el("p", {}, sentence(found, answer.per)));
}
