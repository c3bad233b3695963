// What pain points are measured by: the sort of outcome, and the step, days or property it is about.
import { combobox } from "../asking/combobox.js";
import { fieldChoices, stepChoices } from "../asking/known.js";
import { el, fill } from "../core/dom.js";
import { stepText } from "../core/names.js";
import { t } from "../core/words.js";
import { outcomeOf } from "./words.js";

const DETAILS = { reaches: "step", avoids: "step", returns: "days", value: "days", rating: "property" };
const KINDS = [...Object.keys(DETAILS), "duration"];

/** The control; an outcome without its detail is not asked for yet. */
export function outcomeChoice(state) {
  const select = el("select", { "data-key": "outcome" }, el("option", { value: "" }, t("outcome.chosen")), KINDS.map((kind) => el("option", { value: kind }, t(`outcome.kind.${kind}`))));
  const place = el("div", { class: "field", hidden: true });
  const put = (outcome) => state.change((query) => (outcome ? query.set("outcome", outcome) : query.delete("outcome")));
  select.addEventListener("change", () => {
    if (DETAILS[select.value]) return shape(select.value, ""), place.querySelector("input").focus();
    put(select.value);
  });

  function shape(kind, detail) {
    const what = DETAILS[kind];
    place.hidden = what === undefined;
    if (what === undefined) return fill(place);
    const label = t(`outcome.detail.${what}`);
    const take = (value) => value && put(`${kind}:${value}`);
    if (what === "days") {
      const input = el("input", { type: "number", min: 1, "aria-label": label, name: "outcome", value: detail, change: () => take(input.value) });
      return fill(place, el("span", { "aria-hidden": "true" }, label), input);
    }
    const options = what === "step" ? (_, signal) => stepChoices({}, signal) : () => fieldChoices(["event", "channel", "owner", "case"]);
    return fill(place, el("span", { "aria-hidden": "true" }, label), combobox({ label, name: "outcome", value: detail, text: what === "step" ? stepText(detail) : detail, hint: t("steps.hint"), options, choose: take }).node);
  }

  function show(query) {
    const outcome = query.get("outcome");
    if (!outcome && select.value && DETAILS[select.value] && select === document.activeElement) return;
    const { kind, detail } = outcomeOf(outcome ?? "");
    select.value = outcome && KINDS.includes(kind) ? kind : "";
    shape(outcome ? kind : "", detail ?? "");
  }
  return { node: [el("label", { class: "field" }, el("span", {}, t("outcome.kind")), select), place], show };
}
