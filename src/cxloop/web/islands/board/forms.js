// The forms below the columns: taking up a note, planning a change.
import { metricField } from "../asking/metric.js";
import { send } from "../core/ask.js";
import { el } from "../core/dom.js";
import { undoable } from "../core/undo.js";
import { t } from "../core/words.js";
import { folded, writing } from "../core/writing.js";

const TAKEN = () => [
  { name: "kind", label: t("board.kind"), options: ["note", "need"].map((kind) => [kind, t(`board.kind.${kind}`)]) },
  { name: "note", label: t("board.note"), needed: true },
  { name: "question", label: t("board.question") },
  { name: "whom", label: t("board.whom") },
];

/** Somebody's words, taken up as an opportunity. */
export const taking = (load) => ({ key: "take", make: () => folded(t("board.take"), el("p", { class: "hint" }, t("board.take.line")), writing("board.take", TAKEN(), undoable("board.take", "opportunity", ({ kind, note, ...rest }) => send("opportunities", { [kind]: note, ...rest }), load), load)) });

const PLAN = "plan";
const short = (rows, kind) => rows.map((one) => [one.id, one[kind].title.slice(0, 60)]);

/** A change, for an opportunity and an idea where there are. */
export function planning(opportunities, ideas, load) {
  const told = [short(opportunities, "opportunity"), short(ideas, "idea")];
  return { key: PLAN, told, make: () => planForm(told, load) };
}

function planForm([opportunities, ideas], load) {
  const none = ["", t("word.none")];
  const fields = [
    { name: "title", label: t("change.title"), needed: true },
    { name: "metric", make: metricField, label: t("change.metric"), hint: "reaches:order placed" },
    { name: "opportunity", label: t("change.opportunity"), options: [none, ...opportunities] },
    { name: "idea", label: t("change.idea"), options: [none, ...ideas] },
  ];
  const work = ({ idea, ...given }) => send("changes", idea ? { ...given, ideas: [idea] } : given);
  return folded(t("board.plan"), writing("board.plan", fields, undoable("board.plan", "change", work, load), load, { "data-part": PLAN }));
}

/** Opens the plan, filled in for an opportunity; a title that somebody has typed stays. */
export function fillPlan(opportunity, title) {
  const form = document.querySelector(`[data-part="${PLAN}"]`);
  form.closest("details").open = true;
  const field = (name) => form.elements.namedItem(name);
  field("opportunity").value = opportunity;
  field("title").value ||= title;
  field("metric").focus();
}
