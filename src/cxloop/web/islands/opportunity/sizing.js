// What an opportunity costs as it is, and what may be won for each week of work; every number can be set by hand.
import { el } from "../core/dom.js";
import { amount, duration, number, percent } from "../core/format.js";
import { t } from "../core/words.js";
import { folded, writing } from "../core/writing.js";
import { costOf, named } from "../loop/words.js";

/** edit(fields) keeps other numbers; then `load`. */
export function sizing({ opportunity, cost, priority }, edit, load) {
  const { reach, effect, value, unit, effort, confidence, scores } = opportunity;
  const figure = (name, shown, more = null) => el("div", { class: "figure" }, el("dt", {}, t(`opportunity.${name}`)), el("dd", {}, shown, more && el("small", {}, more)));
  const own = Object.entries(scores);
  const size = (name, told) => ({ name, label: t(`opportunity.${name}`), value: told === null ? "" : String(told), kind: "number" });
  const fields = [size("reach", reach), size("effect", effect), size("value", value), size("effort", effort), { ...size("confidence", confidence), label: t("opportunity.confidence_share"), value: String(100 * confidence) }];
  const work = ({ confidence: share, ...rest }) => edit(share === undefined ? rest : { ...rest, confidence: share / 100 });
  const scoring = [{ name: "name", label: t("opportunity.score"), needed: true }, { name: "score", label: t("change.value"), kind: "number", needed: true }];
  return el(
    "section",
    { class: "card" },
    el("h2", {}, t("opportunity.size")),
    el("dl", { class: "figures" }, figure("reach", number(reach)), figure("effect", String(unit).startsWith("seconds") ? duration(effect) : amount(effect)), figure("value", value === null ? "–" : amount(value)), figure("cost", cost === null ? "–" : costOf(cost, unit), t("opportunity.cost.line")), figure("effort", number(effort, 1)), figure("confidence", percent(confidence, 0)), figure("priority", priority === null ? "–" : costOf(priority, unit), t("opportunity.priority.line"))),
    own.length ? el("dl", { class: "facts" }, own.map(([name, score]) => [el("dt", {}, named(name)), el("dd", {}, number(score, 2))])) : null,
    folded(t("opportunity.set"), writing("change.save", fields, work, load, { task: "opportunity.edit" })),
    folded(t("opportunity.add_score"), writing("change.save", scoring, ({ name, score }) => edit({ scores: { ...scores, [name]: score } }), load, { task: "opportunity.edit" })),
  );
}
