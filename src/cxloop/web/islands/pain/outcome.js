// What pain points are measured by: the sort of outcome, and the step, days or property it is about.
import { combobox } from "../asking/combobox.js";
import { fieldChoices, known, stepChoices } from "../asking/known.js";
import { el, fill } from "../core/dom.js";
import { stepText } from "../core/names.js";
import { t } from "../core/words.js";
import { outcomeOf } from "./words.js";

const DETAILS = { reaches: "step", avoids: "step", returns: "days", value: "days", rating: "property" };
const KINDS = [...Object.keys(DETAILS), "duration"];
/** What somebody chose stays, though there may be nothing of it any more. */
const offered = (chosen) => KINDS.filter((kind) => kind !== "value" || known.amounts || kind === chosen);

/** The control; an outcome without its detail is not asked for yet. */
export function outcomeChoice(state) {
  const select = el("select", { "data-key": "outcome" });
  const place = el("div", { class: "field", hidden: true });
  const hint = el("p", { class: "hint wide-field", hidden: true }, t("outcome.returns.hint"));
  const put = (outcome) => state.change((query) => (outcome ? query.set("outcome", outcome) : query.delete("outcome")));
  select.addEventListener("change", () => {
    if (DETAILS[select.value]) return shape(select.value, ""), place.querySelector("input").focus();
    put(select.value);
  });

  function shape(kind, detail) {
    const what = DETAILS[kind];
    place.hidden = what === undefined;
    hint.hidden = kind !== "returns";
    if (what === undefined) return fill(place);
    const label = t(`outcome.detail.${what}`);
    const take = (value) => value && put(`${kind}:${value}`);
    if (what === "days") {
      const input = el("input", { type: "number", min: 1, "aria-label": label, name: "outcome", value: detail, change: () => take(input.value) });
      return fill(place, el("span", { "aria-hidden": "true" }, label), input);
    }
    const options = what === "step" ? (_, signal) => stepChoices({}, signal) : () => fieldChoices(["event", "channel", "owner", "case", "value"]);
    return fill(place, el("span", { "aria-hidden": "true" }, label), combobox({ label, name: "outcome", value: detail, text: what === "step" ? stepText(detail) : detail, hint: t("steps.hint"), options, choose: take }).node);
  }

  function show(query) {
    const outcome = query.get("outcome");
    if (!outcome && select.value && DETAILS[select.value] && select === document.activeElement) return;
    const { kind, detail } = outcomeOf(outcome ?? "");
    fill(select, el("option", { value: "" }, t("outcome.chosen")), offered(kind).map((one) => el("option", { value: one }, t(`outcome.kind.${one}`))));
    select.value = outcome && KINDS.includes(kind) ? kind : "";
    shape(outcome ? kind : "", detail ?? "");
  }
  return { node: [el("label", { class: "field" }, el("span", {}, t("outcome.kind")), select), place, hint], show };
}
