// The cards of the board.
import { acting } from "../core/acting.js";
import { send } from "../core/ask.js";
import { el } from "../core/dom.js";
import { day, number } from "../core/format.js";
import { only } from "../core/may.js";
import { keep } from "../core/keeping.js";
import { undoable } from "../core/undo.js";
import { t } from "../core/words.js";
import { folded, writing } from "../core/writing.js";
import { changeAddress, costOf, metricName, named, opportunityAddress, outcomeChip, stateChip, targetOf, thread } from "../loop/words.js";
import { adding, ideaLine } from "./ideas.js";
import { movable } from "./moving.js";

/** A card that stays itself while what is on it changes. */
const card = (kind, id, inside, moving) => ({
  key: `${kind}:${id}`,
  make: () => {
    const said = el("div", { class: "said", role: "status" });
    const made = el("article", { class: "card", "data-card": `${kind}:${id}` });
    made.said = said;
    return moving ? movable(made, kind, id, () => made.said) : made;
  },
  inner: (node) => keep(node, inside(node.said)),
});

const said = (node) => ({ key: "said", make: () => node });

export const opportunityCard = ({ id, opportunity, cost, priority }, ideas, toTell, moving) =>
  card(
    "opportunity",
    id,
    (spot) => {
      const own = ideas.filter((one) => one.idea.opportunity === id);
      return [
        { key: "head", told: [opportunity.title, opportunity.question, cost, opportunity.unit, opportunity.reach, priority], make: () => heading(id, opportunity, cost, priority) },
        { key: "ideas", make: () => el("ul", { class: "ideas" }), inner: (list) => keep(list, own.map((one) => ideaLine(one, own, moving))) },
        adding(id, moving.load),
        toTell.includes(id) && { key: "tell", make: () => folded(t("board.tell"), writing("board.tell", [{ name: "told", label: t("board.tell"), needed: true }], undoable("board.tell", "opportunity", (given) => send(`opportunities/${id}/tell`, given), moving.load), moving.load)) },
        said(spot),
        { key: "actions", make: () => opportunityActions(id, spot, moving) },
      ];
    },
    moving,
  );

const heading = (id, { title, question, unit, reach }, cost, priority) =>
  el(
    "div",
    {},
    el("h3", {}, el("a", { href: opportunityAddress(id) }, named(title))),
    el("p", {}, named(question)),
    cost === null ? null : el("p", { class: "muted" }, t("board.costs", { cost: costOf(cost, unit), reach: number(reach) })),
    priority === null ? null : el("p", { class: "muted", title: `${t("opportunity.priority")}: ${t("opportunity.priority.line")}` }, t("board.priority", { priority: costOf(priority, unit) })),
  );

const moveButton = (key, work) => only(key, el("button", { type: "button", class: "plain", click: work }, t(key)));

const opportunityActions = (id, spot, moving) =>
  el("div", { class: "actions" }, thread(`opportunity:${id}`), moveButton("board.plan_it", () => moving.plan(id)), acting("board.close", undoable("board.close", "opportunity", () => send(`opportunities/${id}`, { state: "closed" }), moving.load), spot, moving.load));

export const changeCard = ({ id, change, late, unit }, moving) =>
  card(
    "change",
    id,
    (spot) => [
      { key: "head", told: [change.title, change.state, late, change.metric, change.target, change.points, change.ends], make: () => changeHead(id, change, late, unit) },
      said(spot),
      { key: "actions", told: change.state, make: () => changeActions(id, change, spot, moving) },
    ],
    ["draft", "running"].includes(change.state) ? moving : null,
  );

const changeHead = (id, change, late, unit) =>
  el(
    "div",
    {},
    el("h3", {}, el("a", { href: changeAddress(id) }, named(change.title))),
    el("p", {}, stateChip(change.state), late ? [" ", el("span", { class: "chip bad" }, t("board.late"))] : null),
    change.metric ? el("p", { class: "muted" }, metricName(change.metric), ", ", targetOf(change, unit)) : el("p", { class: "muted" }, t("board.no_metric")),
    change.ends ? el("p", { class: "muted" }, t("board.ends", { day: day(change.ends) })) : null,
  );

function changeActions(id, { state }, spot, moving) {
  const move = { draft: () => moveButton("board.start", () => moving.start(id, spot)), running: () => moveButton("board.decide", () => moving.decide(id)) }[state];
  return el("div", { class: "actions" }, thread(`change:${id}`), move?.());
}

export const lessonCard = ({ id, lesson }) =>
  card("lesson", id, () => [{ key: "whole", told: lesson, make: () => lessonText(id, lesson) }], null);

const lessonText = (id, lesson) => el("div", {}, outcomeChip(lesson.outcome), el("p", {}, named(lesson.learned)), lesson.why ? el("p", { class: "muted" }, named(lesson.why)) : null, el("div", { class: "actions" }, thread(`lesson:${id}`)));
