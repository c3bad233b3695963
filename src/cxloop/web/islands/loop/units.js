// Values of metrics in the unit that the answer tells.
import { duration, number, percent } from "../core/format.js";
import { t } from "../core/words.js";

const plain = (value) => number(value, Math.abs(value) < 10 ? 2 : Math.abs(value) < 1000 ? 1 : 0);
const WRITTEN = { share: (value) => percent(value), seconds: (value) => duration(value), score: (value) => number(100 * value) };
const APART = { share: (value) => t("change.points", { value: number(100 * value, 1) }), seconds: (value) => duration(value), score: (value) => number(100 * value) };

/** A value, such as 12.3 %, 45 minutes or 31. */
export const valueIn = (value, unit) => (value === null || value === undefined ? "–" : (WRITTEN[unit] ?? plain)(value));

/** How far two values are apart, with a sign. */
export const differenceIn = (value, unit) => (value === null || value === undefined ? "–" : `${value < 0 ? "−" : value > 0 ? "+" : "±"}${(APART[unit] ?? plain)(Math.abs(value))}`);
