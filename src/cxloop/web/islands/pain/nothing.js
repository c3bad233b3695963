// Where no pain point shows: what was looked at, why nothing is told, and what can be seen all the same.
import { el } from "../core/dom.js";
import { number, people } from "../core/format.js";
import { say, t } from "../core/words.js";

const GRAVE = ["few", "one_event", "one_step"];
const MORE = ["channels", "due", "errors"];
const listed = ([first, second, third]) => (third ? t("list.three", { first, second, third }) : second ? t("list.two", { first, second }) : first);

/** The sentences. answer: of the question for pain points, in which none is beyond chance. */
export function nothing(answer) {
  const who = el("strong", {}, people(answer.journeys, answer.per));
  const grave = GRAVE.find((what) => answer.lacking.includes(what));
  const why = grave ?? (answer.tested ? "chance" : "untested");
  const missing = grave ? [] : MORE.filter((what) => answer.lacking.includes(what));
  return [
    el("p", {}, say(`nothing.${why}`, { who, steps: number(answer.steps), tested: number(answer.tested) })),
    missing.length ? el("p", { class: "muted" }, t("nothing.more", { list: listed(missing.map((what) => t(`nothing.more.${what}`))) })) : null,
  ];
}

/** The rooms in which there is something to see, the most telling first: [address, name]. */
export function elsewhere(answer) {
  const rooms = answer.lacking.includes("one_step") ? ["retention", "overview", "journeys"] : ["journeys", "retention", "overview"];
  return rooms.map((room) => [room === "overview" ? "/" : `/${room}`, t(`nothing.see.${room}`)]);
}
