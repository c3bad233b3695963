// The columns of the board, which take what is dropped on them.
import { el } from "../core/dom.js";
import { number } from "../core/format.js";
import { keep } from "../core/keeping.js";
import { t } from "../core/words.js";
import { dropping } from "./moving.js";

/** A column of cards, and what stands below them. moving: what may be dropped on it; see `moves`. */
export const column = (name, cards, more = [], moving = null) => ({
  key: name,
  make: () => {
    const made = el("section", { class: "column", "aria-label": t(`board.${name}`), "data-column": name });
    if (moving) dropping(made, (dragged) => moving.into(name, dragged));
    return made;
  },
  inner: (node) =>
    keep(node, [
      { key: "title", told: cards.length, make: () => el("h2", {}, t(`board.${name}`), " ", el("span", { class: "muted" }, number(cards.length))) },
      cards,
      cards.length === 0 && { key: "nothing", make: () => el("p", { class: "muted" }, t("board.nothing")) },
      more,
    ]),
});
