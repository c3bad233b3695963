// Pain points in plain words: what an effect means, in the units of its outcome.
import { el, nameOf } from "../core/dom.js";
import { amount, duration, number, people } from "../core/format.js";
import { form, has, language, say, t } from "../core/words.js";

/** “reaches:order” as {kind, detail}. */
export function outcomeOf(text) {
  const [kind, ...detail] = String(text).split(":");
  return { kind: has(`outcome.${kind}`) ? kind : "reaches", detail: detail.join(":") };
}

const detailed = ({ kind, detail }) => (["reaches", "avoids", "rating"].includes(kind) ? el("span", {}, "“", nameOf(detail, 60), "”") : number(detail));

export function outcomeName(text) {
  const outcome = outcomeOf(text);
  return say(`outcome.${outcome.kind}`, { detail: detailed(outcome) });
}

const signs = new Intl.NumberFormat(language, { signDisplay: "exceptZero", maximumFractionDigits: 1 });
const sign = (value) => (value > 0 ? "+" : value < 0 ? "−" : "");

/** The size of an effect without its sign. */
export function size(effect, kind) {
  const value = Math.abs(effect);
  if (kind === "duration") return duration(value);
  if (kind === "value") return amount(value);
  if (kind === "rating") return t("sign.rating", { value: number(value, 2) });
  return t("sign.points", { value: number(100 * value, 1) });
}

/** An effect with its sign as the reader sees the outcome: a longer time is more, although it is worse. */
export function signed(effect, kind) {
  if (effect === null || effect === undefined) return "–";
  const seen = kind === "duration" ? -effect : effect;
  if (["duration", "value", "rating"].includes(kind)) return `${sign(seen)}${size(seen, kind)}`;
  return t("sign.points", { value: signs.format(100 * seen).replace("-", "−") });
}

/** The ends of the interval, the smaller one first as the reader sees it. */
export function ends(pain, kind, flip = false) {
  const [low, high] = flip ? [-pain.high, -pain.low] : [pain.low, pain.high];
  const texts = [signed(low, kind), signed(high, kind)];
  return kind === "duration" ? texts.reverse() : texts;
}

export const kindName = (kind) => (has(`kind.${kind}`) ? t(`kind.${kind}`) : String(kind));

/** The whole finding in one sentence. */
export function sentence(pain, per) {
  const outcome = outcomeOf(pain.outcome);
  const key = has(`who.${pain.kind}.other`) ? `who.${pain.kind}` : "who.unknown";
  const kindOfJourney = per === "case" ? ".case" : "";
  const step = el("strong", {}, "“", nameOf(pain.step, 60), "”");
  const who = say(form(`${key}${has(`${key}${kindOfJourney}.other`) ? kindOfJourney : ""}`, pain.customers), { count: number(pain.customers), step });
  const direction = pain.effect < 0 ? "worse" : "better";
  const what = say(`what.${outcome.kind}.${direction}`, { detail: detailed(outcome), size: el("strong", {}, size(pain.effect, outcome.kind)) });
  const [low, high] = ends(pain, outcome.kind, outcome.kind === "avoids");
  return say("pain.sentence", { who, what, low, high });
}

/** What it costs, per thirty days, in words. */
export function cost(pain) {
  if (pain.cost === null || pain.cost === undefined) return null;
  const unit = String(pain.cost_unit ?? "").split(" ")[0];
  const text = unit === "seconds" ? duration(pain.cost) : amount(pain.cost);
  return { text, unit: t(has(`pains.unit.${unit}`) ? `pains.unit.${unit}` : "pains.unit.outcomes") };
}

export const reach = (pain, per) => t("pains.reach", { customers: people(pain.customers, per), share: new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(pain.share) });

export const quality = (q) => (q < 0.001 ? "< 0.001" : new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(q));

export const sure = (pain) => pain.q < 0.05;
