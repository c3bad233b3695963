// Ideas: votes, what was said, and merging; the same on the board and on the page of an opportunity.
import { acting } from "../core/acting.js";
import { ask, send } from "../core/ask.js";
import { el, fill, nameOf } from "../core/dom.js";
import { counted, minute, number } from "../core/format.js";
import { keep } from "../core/keeping.js";
import { offer, undoable } from "../core/undo.js";
import { t } from "../core/words.js";
import { folded, writing } from "../core/writing.js";
import { named, outcomeChip } from "../loop/words.js";
import { dropping, mergeable, movable } from "./moving.js";
import { showing } from "./prototypes.js";

/** An idea among the others for its opportunity. moving: see `moves`. */
export const ideaLine = ({ id, idea, votes, comments }, all, moving) => ({
  key: `idea:${id}`,
  make: () => line(id, moving),
  inner: (node) => {
    const others = all.filter((one) => one.id !== id).map((one) => [one.id, one.idea.title.slice(0, 60)]);
    keep(node, [
      { key: "title", told: idea, make: () => el("span", {}, named(idea.title), el("small", { class: "muted" }, " ", named(idea.author)), idea.description ? el("p", { class: "muted" }, named(idea.description)) : null) },
      { key: "vote", told: votes, make: () => voting(id, votes, node.said, moving.load) },
      { key: "comments", make: () => discussion(id, moving.load), inner: (fold) => discussed(fold, comments) },
      others.length > 0 && { key: "merge", told: others, make: () => merging(id, others, node, moving) },
      showing(id, idea.title, moving.prototypes),
      { key: "said", make: () => node.said },
    ]);
  },
});

function line(id, moving) {
  const made = el("li", { "data-card": `idea:${id}` });
  made.said = el("div", { class: "said", role: "status" });
  dropping(made, ({ kind, id: other, said }) => (kind === "idea" && mergeable(other, id) ? () => moving.merge(other, id, said()) : null));
  return movable(made, "idea", id, () => made.said);
}

/** A vote, with the number of those so far as its text. */
function voting(id, votes, said, load) {
  const put = (wanted) => send(`ideas/${id}/vote`, { wanted });
  const made = acting("board.vote", async () => (await put(true), offer(t("board.vote"), () => put(false), load)), said, load);
  made.textContent = `▲ ${number(votes)}`;
  made.setAttribute("aria-label", `${t("board.vote")}, ${counted("board.votes", votes)}`);
  return made;
}

/** What was said of it, and a form to say more; it stays open while people talk. */
function discussion(id, load) {
  const form = writing("board.comment", [{ name: "said", label: t("board.comment"), needed: true }], undoable("board.comment", "comment", (given) => send(`ideas/${id}/comment`, given), load), load);
  form.addEventListener("written", (event) => (event.stopPropagation(), form.elements.namedItem("said").focus()));
  const list = el("ul", { class: "said-list", "aria-live": "polite" });
  return Object.assign(el("details", { class: "fold" }, el("summary"), list, form), { list });
}

function discussed(fold, comments) {
  const title = comments.length ? counted("board.comments", comments.length) : t("board.comment");
  if (fold.firstElementChild.textContent !== title) fill(fold.firstElementChild, title);
  keep(fold.list, comments.map((one, at) => ({ key: `${at}`, told: one, make: () => el("li", {}, nameOf(one.said, 600), el("small", { class: "muted" }, " ", named(one.author), " · ", minute(one.begun))) })));
}

const merging = (id, others, node, moving) =>
  folded(t("board.merge_into"), writing("board.merge", [{ name: "into", label: t("board.merge_into"), options: others }], ({ into }) => moving.merge(id, into, node.said), () => null));

/** A form for a new idea, which tells of similar attempts while one writes. */
export const adding = (id, load) => ({
  key: "add",
  make: () => {
    const near = el("div", { "aria-live": "polite" });
    const form = writing("board.add_idea", [{ name: "title", label: t("board.idea"), needed: true }], undoable("board.add_idea", "idea", (given) => send("ideas", { opportunity: id, ...given }), load), load);
    form.elements.namedItem("title").addEventListener("input", (event) => past(event.target.value, near));
    form.addEventListener("written", () => fill(near));
    form.append(near);
    return folded(t("board.add_idea"), form);
  },
});

let waiting = 0;

/** Similar attempts while an idea is being written. */
function past(text, near) {
  clearTimeout(waiting);
  if (text.trim().length < 4) return fill(near);
  waiting = setTimeout(async () => {
    const { lessons } = await ask("lessons", { like: text }).catch(() => ({ lessons: [] }));
    fill(near, lessons.length ? [el("p", { class: "notice" }, t("board.similar")), el("ul", {}, lessons.slice(0, 3).map(({ lesson }) => el("li", {}, outcomeChip(lesson.outcome), " ", named(lesson.learned), lesson.why ? el("small", { class: "muted" }, " ", named(lesson.why)) : null)))] : null);
  }, 350);
}
