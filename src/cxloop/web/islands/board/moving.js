// Moving a card: what it means where it is put down, whether dragged there or sent there by a button.
import { confirmed } from "../core/asking.js";
import { send } from "../core/ask.js";
import { el, fill, part, shortened } from "../core/dom.js";
import { may } from "../core/may.js";
import { failed } from "../core/status.js";
import { t } from "../core/words.js";
import { changeAddress } from "../loop/words.js";
import { fillPlan } from "./forms.js";

let dragged = null;
let latest = null;
const spoken = el("p", { class: "unseen", role: "status", "aria-live": "polite", "data-part": "moved" });

/** Says to whoever cannot see it what has moved where. */
const say = (key, values) => fill(spoken, t(key, values));

/** What a card can do where it is put down; `load` shows what has become of it. records: opportunities, ideas, prototypes, changes. */
export function moves(load, records) {
  if (!spoken.isConnected) part("answer").after(spoken);
  latest = { load, ...records };
  return { prototypes: records.prototypes, load: () => latest.load(), plan, start, decide, merge, into };
}

const opportunityOf = (id) => latest.opportunities.find((one) => one.id === id)?.opportunity;
const changeOf = (id) => latest.changes.find((one) => one.id === id)?.change;
const ideaOf = (id) => latest.ideas.find((one) => one.id === id)?.idea;

/** The work of putting a card down in a column, or nothing where it cannot be. */
function into(column, { kind, id, said }) {
  if (kind === "opportunity" && column === "planned") return may("board.plan_it") ? () => plan(id) : null;
  if (kind !== "change") return null;
  const state = changeOf(id)?.state;
  if (state === "draft" && column === "running") return may("board.start") ? () => start(id, said()) : null;
  return state === "running" && column === "decided" ? () => decide(id) : null;
}

function plan(id) {
  const { title } = opportunityOf(id);
  fillPlan(id, title);
  say("board.moved.plan", { title: shortened(title) });
}

async function start(id, said) {
  const title = shortened(changeOf(id).title);
  await saying(said, async () => {
    await send(`changes/${encodeURIComponent(id)}/start`);
    say("board.moved.start", { title });
  }, `change:${id}`);
}

function decide(id) {
  location.assign(`${changeAddress(id)}#sign`);
}

/** Makes one idea part of another once somebody has said so. */
async function merge(id, target, said) {
  const [title, whole] = [id, target].map((one) => shortened(ideaOf(one).title));
  if (!(await confirmed(t("board.merge.sure", { title, into: whole }), t("board.merge")))) return;
  await saying(said, async () => {
    await send(`ideas/${encodeURIComponent(id)}/merge`, { into: target });
    say("board.moved.merge", { title, into: whole });
  }, `idea:${target}`);
}

/** Whoever moved a card by keyboard goes on from there. */
const focusOn = (card) => document.querySelector(`[data-card="${CSS.escape(card)}"] :is(a, button)`)?.focus({ preventScroll: true });

/** Does `work` and goes on to a card; what fails is said. */
async function saying(said, work, card) {
  try {
    await work();
    fill(said);
    await latest.load();
    focusOn(card);
  } catch (error) {
    fill(said, failed(error));
  }
}

/** A card that can be dragged. said: gives where on it an error is told. Texts and forms on it can be marked as ever. */
export function movable(node, kind, id, said) {
  node.addEventListener("pointerdown", (event) => {
    node.draggable = event.pointerType === "mouse" && event.target.closest("form, summary, button, .said, .said-list") === null;
    event.target.closest("a")?.setAttribute("draggable", "false"); // the card is dragged by it, not the link
  });
  node.addEventListener("dragstart", (event) => {
    event.stopPropagation();
    dragged = { kind, id, said };
    event.dataTransfer.setData("text/plain", `${kind}:${id}`);
    event.dataTransfer.effectAllowed = "move";
    node.classList.add("dragging");
  });
  node.addEventListener("dragend", () => {
    node.classList.remove("dragging");
    dragged = null;
    for (const one of document.querySelectorAll(".target")) one.classList.remove("target");
  });
  return node;
}

/** A place where cards can be put down. work: what that does, given what is dragged; nothing where it takes it not. */
export function dropping(node, work) {
  const wanted = () => dragged && work(dragged);
  node.addEventListener("dragover", (event) => {
    if (!wanted()) return;
    event.preventDefault();
    event.stopPropagation();
    event.dataTransfer.dropEffect = "move";
    node.classList.add("target");
  });
  node.addEventListener("dragleave", (event) => node.contains(event.relatedTarget) || node.classList.remove("target"));
  node.addEventListener("drop", (event) => {
    const does = wanted();
    if (!does) return;
    event.preventDefault();
    event.stopPropagation();
    node.classList.remove("target");
    does();
  });
  return node;
}

/** Whether an idea may become part of another: both answer the same opportunity. */
export const mergeable = (id, other) => may("board.merge") && id !== other && ideaOf(id)?.opportunity === ideaOf(other)?.opportunity;
