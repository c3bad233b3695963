// One opportunity: what it rests on, then and now, what it would be worth, the ideas, the changes, and who is to be told.
import { metricField } from "./asking/metric.js";
import { adding, ideaLine } from "./board/ideas.js";
import { moves } from "./board/moving.js";
import { acting } from "./core/acting.js";
import { ask, given, send } from "./core/ask.js";
import { el, fill, part } from "./core/dom.js";
import { number } from "./core/format.js";
import { following } from "./core/following.js";
import { keep } from "./core/keeping.js";
import { answering } from "./core/status.js";
import { undoable } from "./core/undo.js";
import { t } from "./core/words.js";
import { folded, writing } from "./core/writing.js";
import { changeAddress, metricName, named, stateChip, targetOf, thread } from "./loop/words.js";
import { evidenceCard } from "./opportunity/evidence.js";
import { sizing } from "./opportunity/sizing.js";
import { stepName } from "./core/names.js";

const id = encodeURIComponent(given().opportunity);
const edit = (fields) => send(`opportunities/${id}`, fields);

const load = (quiet = false) =>
  answering(
    async (signal) => {
      const [seen, { ideas }, { prototypes }, { changes }, health] = await Promise.all([ask(`opportunities/${id}`, {}, signal), ask("ideas", { opportunity: given().opportunity }, signal), ask("prototypes", {}, signal), ask("changes", {}, signal), ask("loop", {}, signal)]);
      const moving = moves(renew, { opportunities: [seen], ideas, prototypes, changes });
      fill(part("heading"), named(seen.opportunity.title));
      keep(part("answer"), [
        { key: "question", told: seen.opportunity, make: () => asked(seen) },
        { key: "evidence", make: () => evidenceCard(id), inner: (node) => node.show(seen.opportunity.evidence) },
        { key: "sizing", told: [seen.opportunity, seen.cost, seen.priority], make: () => sizing(seen, edit, renew) },
        card("ideas", "opportunity.ideas", () => [ideas.length === 0 && nothing, { key: "list", make: () => el("ul", { class: "ideas" }), inner: (list) => keep(list, ideas.map((one) => ideaLine(one, ideas, moving))) }, adding(seen.id, renew)]),
        card("changes", "opportunity.changes", () => serving(changes.filter((one) => one.change.opportunity === seen.id), seen)),
        card("told", "opportunity.told", () => told(seen, health.to_tell.includes(seen.id))),
      ]);
    },
    { quiet },
  );
const renew = () => load(true);
following(load);

const nothing = { key: "nothing", make: () => el("p", { class: "muted" }, t("board.nothing")) };

/** A section that stays itself while what stands in it changes. */
const card = (key, title, parts) => ({ key, make: () => el("section", { class: "card" }, el("h2", {}, t(title))), inner: (node) => keep(node, parts()) });

function asked(seen) {
  const { question, whom, step, team, state, author } = seen.opportunity;
  const said = el("div", { role: "status" });
  const fields = [
    { name: "title", label: t("change.title"), value: seen.opportunity.title },
    { name: "question", label: t("board.question"), value: question },
    { name: "whom", label: t("board.whom"), value: whom },
    { name: "team", label: t("change.team"), value: team },
  ];
  const fact = (name, value) => (value ? [el("dt", {}, t(name)), el("dd", {}, named(value))] : null);
  return el(
    "section",
    { class: "card" },
    el("p", { class: "headline" }, named(question)),
    el("dl", { class: "facts" }, fact("board.whom", whom), step ? [el("dt", {}, t("word.step")), el("dd", {}, stepName(step, 120))] : null, fact("change.team", team), fact("change.by", author)),
    el("p", {}, stateChip(state), " ", thread(`opportunity:${seen.id}`)),
    folded(t("opportunity.edit"), writing("change.save", fields, undoable("opportunity.edit", "opportunity", edit, renew), renew, { task: "opportunity.edit" })),
    said,
    el("div", { class: "actions" }, state === "closed" ? acting("opportunity.open", undoable("opportunity.open", "opportunity", () => edit({ state: "open" }), renew), said, renew) : acting("board.close", undoable("board.close", "opportunity", () => edit({ state: "closed" }), renew), said, renew)),
  );
}

const serving = (changes, seen) => [
  changes.length === 0 && nothing,
  changes.map((one) => ({ key: one.id, told: [one.change, one.late], make: () => changeLine(one) })),
  { key: "plan", make: () => folded(t("board.plan"), writing("board.plan", [{ name: "title", label: t("change.title"), needed: true }, { name: "metric", make: metricField, label: t("change.metric"), hint: "reaches:order placed" }], undoable("board.plan", "change", (fields) => send("changes", { ...fields, opportunity: seen.id }), renew), renew)) },
];

const changeLine = ({ id: number, change, unit, late }) =>
  el("p", {}, el("a", { href: changeAddress(number) }, named(change.title)), " ", stateChip(change.state), late ? [" ", el("span", { class: "chip bad" }, t("board.late"))] : null, change.metric ? el("span", { class: "muted" }, " ", metricName(change.metric), ", ", targetOf(change, unit)) : null);

const told = ({ opportunity, id: whose }, waiting) => [
  { key: "whom", told: [opportunity.told, waiting, opportunity.whom, opportunity.evidence.length], make: () => toldText(opportunity, waiting) },
  { key: "tell", make: () => folded(t("board.tell"), writing("board.tell", [{ name: "told", label: t("board.tell"), needed: true }], undoable("board.tell", "opportunity", (fields) => send(`opportunities/${encodeURIComponent(whose)}/tell`, fields), renew), renew)) },
];

function toldText({ told: said, whom, evidence }, waiting) {
  const events = evidence.reduce((sum, one) => sum + one.events.length, 0);
  return el(
    "div",
    {},
    el("p", {}, t("opportunity.who", { count: number(events) }), whom ? [" ", t("lessons.whom", { whom })] : null),
    waiting ? el("p", { class: "notice" }, t("opportunity.waiting")) : null,
    said ? el("blockquote", {}, named(said)) : el("p", { class: "muted" }, t("opportunity.not_told")),
  );
}
