// An effect with its interval, drawn on a line: less of the outcome on the left of zero, more on the right.
import { svg } from "../core/dom.js";
import { sure, worse } from "./words.js";

/** The range that holds all intervals and zero. */
export function rangeOf(pains) {
  const values = pains.flatMap((pain) => [pain.low, pain.high]).filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = (high - low || 1) * 0.06;
  return { low: low - room, high: high + room };
}

export function interval(pain, { low, high }, label) {
  const at = (value) => `${((100 * (Math.min(high, Math.max(low, value)) - low)) / (high - low)).toFixed(2)}%`;
  const kind = !sure(pain) ? "interval unsure" : worse(pain) ? "interval" : "interval gain";
  return svg(
    "svg",
    { class: kind, role: "img", "aria-label": label },
    svg("line", { class: "zero", x1: at(0), x2: at(0), y1: 2, y2: 26 }),
    svg("text", { x: at(0), y: 37, "text-anchor": "middle" }, "0"),
    svg("line", { class: "span", x1: at(pain.low), x2: at(pain.high), y1: 14, y2: 14 }),
    svg("circle", { class: "point", cx: at(pain.effect), cy: 14, r: 5.5 }),
  );
}
