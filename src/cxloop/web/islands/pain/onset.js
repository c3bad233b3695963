// When a pain point began, on a line over the whole period.
import { el, svg } from "../core/dom.js";
import { day, milliseconds } from "../core/format.js";
import { t } from "../core/words.js";

/** Null where it has been there for the whole period. */
export const onset = (pain, period) => (pain.since ? el("section", { class: "card" }, el("h2", {}, t("pain.since")), el("p", {}, t("pain.since.line", { when: day(pain.since) })), el("div", { class: "onset" }, line(period.from, period.to, pain.since))) : null);

function line(from, to, since) {
  const [begin, end, moment] = [from, to, since].map(milliseconds);
  const at = `${Math.min(98, Math.max(0, (100 * (moment - begin)) / Math.max(end - begin, 1))).toFixed(2)}%`;
  const rest = `${(100 - parseFloat(at)).toFixed(2)}%`;
  const label = t("pain.since.describe", { from: day(from), to: day(to), when: day(since) });
  return [
    svg("svg", { class: "span", role: "img", "aria-label": label }, svg("rect", { class: "before", x: 0, y: 4, width: "100%", height: 10, rx: 5 }), svg("rect", { class: "after", x: at, y: 4, width: rest, height: 10, rx: 5 }), svg("circle", { cx: at, cy: 9, r: 7 })),
    el("p", { class: "onset-ends", "aria-hidden": "true" }, el("span", {}, day(from)), el("span", {}, day(to))),
  ];
}
