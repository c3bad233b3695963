// What is said of opportunities, changes and verdicts.
import { el, nameOf } from "../core/dom.js";
import { amount, number, percent } from "../core/format.js";
import { has, t } from "../core/words.js";

export const threadAddress = (id) => `/thread?id=${encodeURIComponent(id)}`;
export const changeAddress = (id) => `/changes/${encodeURIComponent(id)}`;

const GOOD = { met: "good", not_met: "", harmful: "bad", inconclusive: "" };

export const outcomeChip = (outcome) => el("span", { class: `chip ${GOOD[outcome] ?? ""}` }, t(`verdict.${outcome}`));

export const stateChip = (state) => el("span", { class: "chip" }, t(`state.${state}`));

/** “+30 %” or “+2”. */
export const targetOf = (change) => (change.points ? `+${number(change.target, 2)}` : `+${percent(change.target, 1)}`);

/** A unit such as “money / 30 d” in the reader's words. */
export function costOf(cost, unit) {
  const kind = String(unit).split(" ")[0];
  return `${amount(cost)}${has(`board.unit.${kind}`) ? ` ${t(`board.unit.${kind}`)}` : ""}`;
}

/** The value of a metric or of a difference in it. */
export function valueOf(value, kind, sign = false) {
  if (value === null || value === undefined) return "–";
  const text = kind === "binary" ? percent(Math.abs(value), 2) : number(Math.abs(value), Math.abs(value) < 10 ? 3 : 1);
  return (value < 0 ? "−" : sign && value > 0 ? "+" : "") + text;
}

export const thread = (id) => el("a", { href: threadAddress(id) }, t("board.thread"));

export const named = (text) => nameOf(text, 120);
