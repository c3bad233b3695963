// What is said of opportunities, changes and verdicts.
import { el, nameOf } from "../core/dom.js";
import { amount, duration, number, percent, money } from "../core/format.js";
import { has, say, t } from "../core/words.js";
import { settings, stepName } from "../core/names.js";

export const threadAddress = (id) => `/thread?id=${encodeURIComponent(id)}`;
export const opportunityAddress = (id) => `/opportunities/${encodeURIComponent(id)}`;
export const prototypeAddress = (id) => `/prototypes/${encodeURIComponent(id)}`;
export const changeAddress = (id) => `/changes/${encodeURIComponent(id)}`;

const GOOD = { met: "good", not_met: "", harmful: "bad", inconclusive: "" };

export const outcomeChip = (outcome) => el("span", { class: `chip ${GOOD[outcome] ?? ""}` }, t(`verdict.${outcome}`));

export const stateChip = (state) => el("span", { class: "chip" }, t(`state.${state}`));

/** “+30 %”, or “+2” in the unit of the metric. */
export const targetOf = (change, unit) => (change.points ? differenceOf(change.target, unit) : `+${percent(change.target, 1)}`);

/** A unit such as “money / 30 d” in the reader's words. */
export function costOf(cost, unit) {
  const kind = String(unit).split(" ")[0];
  if (kind === "money" && settings.currency) return money(cost);
  if (kind === "seconds") return duration(cost);
  return `${amount(cost)}${has(`board.unit.${kind}`) ? ` ${t(`board.unit.${kind}`)}` : ""}`;
}

/** A metric in words: “customers who get to “order placed””. */
export function metricName(text) {
  const turned = /:down$/.test(text);
  const [kind, ...rest] = text.replace(/:(up|down)$/, "").split(":");
  const quoted = (name) => el("span", {}, "“", stepName(name, 60), "”");
  if (!has(`measure.${kind}`)) return named(text);
  const detail = rest.join(":");
  const [first, second] = kind === "resolved" ? [rest[0], rest.slice(1).join(":").split("/")[1]] : ["share", "resolution"].includes(kind) ? detail.split("/") : [detail];
  const plain = ["returns", "resolved"].includes(kind);
  const words = say(`measure.${kind}`, { first: plain ? nameOf(first, 20) : quoted(first), second: quoted(second ?? "") });
  return el("span", { title: text }, words, turned ? ` (${t("measure.down")})` : null);
}

/** Why there is nothing that a metric could count. */
export function nothingOf(metric, reason) {
  const property = metric.replace(/:(up|down)$/, "").split(":").slice(1).join(":");
  return has(`metric.${reason}`) ? say(`metric.${reason}`, { property: el("span", {}, "“", nameOf(property, 60), "”") }) : el("code", {}, reason);
}

const few = (value) => number(value, Math.abs(value) < 10 ? 3 : 1);
const VALUES = { share: (value) => percent(value, 2), seconds: (value) => duration(value), money, points: (value) => number(value, 2), score: (value) => number(100 * value, 1), count: few };

/** The value of a metric, as its unit is written. */
export const valueOf = (value, unit) => (value === null || value === undefined ? "–" : (VALUES[unit] ?? few)(value));

/** A difference between two values of a metric, with its sign. */
export function differenceOf(value, unit) {
  if (value === null || value === undefined) return "–";
  const size = unit === "share" ? t("change.points", { value: number(100 * Math.abs(value), 2) }) : valueOf(Math.abs(value), unit);
  return `${value < 0 ? "−" : value > 0 ? "+" : ""}${size}`;
}

export const thread = (id) => el("a", { href: threadAddress(id) }, t("board.thread"));

export const named = (text) => nameOf(text, 120);
