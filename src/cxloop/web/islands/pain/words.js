// Pain points in plain words: what an effect means, in the units of its outcome.
import { el, nameOf } from "../core/dom.js";
import { between, amount, day, duration, milliseconds, number, people, short, money, shortMoney } from "../core/format.js";
import { form, has, language, say, t } from "../core/words.js";
import { channelCalled, stepName } from "../core/names.js";

/** “reaches:order” as {kind, detail}. */
export function outcomeOf(text) {
  const [kind, ...detail] = String(text).split(":");
  return { kind: has(`outcome.${kind}`) ? kind : "reaches", detail: detail.join(":") };
}

const detailed = ({ kind, detail }) => (["reaches", "avoids", "rating"].includes(kind) ? el("span", {}, "“", (kind === "rating" ? nameOf : stepName)(detail, 60), "”") : number(detail));

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
  if (kind === "value") return money(value);
  if (kind === "rating") return t("sign.rating", { value: number(value, 2) });
  return t("sign.points", { value: number(100 * value, 1) });
}

/** An effect with its sign: more or less of the outcome itself. */
export function signed(effect, kind) {
  if (effect === null || effect === undefined) return "–";
  if (["duration", "value", "rating"].includes(kind)) return `${sign(effect)}${size(effect, kind)}`;
  return t("sign.points", { value: signs.format(100 * effect).replace("-", "−") });
}

/** Whether those hit fare worse: a longer time is more, and worse. */
export const worse = ({ effect, outcome }) => (outcomeOf(outcome).kind === "duration" ? effect > 0 : effect < 0);

/** The interval, the smaller end first. */
export function intervalOf(pain, kind, flip = false) {
  const [low, high] = flip ? [-pain.high, -pain.low] : [pain.low, pain.high];
  return between(signed(low, kind), signed(high, kind));
}

export const kindName = (kind) => (has(`kind.${kind}`) ? t(`kind.${kind}`) : String(kind));

/** The whole finding in one sentence. */
export function sentence(pain, per) {
  const outcome = outcomeOf(pain.outcome);
  const key = has(`who.${pain.kind}.other`) ? `who.${pain.kind}` : "who.unknown";
  const kindOfJourney = per === "case" ? ".case" : "";
  const step = el("strong", {}, "“", stepName(pain.step, 60), "”");
  const who = say(form(`${key}${kindOfJourney}`, pain.customers), { count: number(pain.customers), step, group: groupOf(pain) });
  const direction = worse(pain) ? "worse" : "better";
  const what = say(`what.${outcome.kind}${kindOfJourney}.${direction}`, { detail: detailed(outcome), size: el("strong", {}, size(pain.effect, outcome.kind)) });
  return say("pain.sentence", { who, what, range: intervalOf(pain, outcome.kind, outcome.kind === "avoids") });
}

/** Whom a loss concerns: those of one group, or everybody from some day on. */
function groupOf(pain) {
  const [group] = pain.hardest_hit ?? [];
  return pain.kind === "drop_off" && group ? grouped(group) : "";
}

/** A group of customers in plain words. */
export function grouped({ group, value }) {
  if (group === "from") return t("group.from", { when: day(value) });
  if (group === "channel") return say("group.channel", { value: channelCalled(value, 40) });
  return say("group.trait", { group: nameOf(group, 40), value: nameOf(value, 40) });
}

/** What the further steps of a finding have to do with it; null where there are none. */
export function withOthers(pain, many = 3) {
  const others = pain.with ?? [];
  if (others.length === 0) return null;
  const key = pain.kind === "ping_pong" && others[0] === "owners" ? "with.owners" : pain.kind === "rework" && others[0] === pain.step ? "with.again" : has(`with.${pain.kind}`) ? `with.${pain.kind}` : "with.any";
  return say(key, { others: others.slice(0, many).flatMap((step, at) => [at ? ", " : null, el("b", {}, "“", stepName(step, 40), "”")]), step: el("b", {}, "“", stepName(pain.step, 40), "”") });
}

const COUNTED = ["reaches", "avoids", "returns"];

const MONTH = 30 * 86_400_000;

/**
 * What it costs in thirty days: a figure, and in words what is lost. `period` is that of the log; with it, money has the
 * number of outcomes lost beside it, under `also`, and what it is made of, under `how`.
 */
export function cost(pain, per = "customer", period = null) {
  if (pain.cost === null || pain.cost === undefined) return null;
  const outcome = outcomeOf(pain.outcome);
  const unit = String(pain.cost_unit ?? "").split(" ")[0];
  const paid = unit === "money";
  const size = unit === "seconds" ? spell(pain.cost) : paid ? shortMoney(pain.cost) : amount(pain.cost);
  const times = COUNTED.includes(outcome.kind) && !paid;
  const text = times ? around(pain.cost) : t(unit === "points" ? "cost.about.points" : "cost.about", { size });
  const key = paid ? "money" : outcome.kind;
  const also = paid && period && COUNTED.includes(outcome.kind) ? say(`lost.${outcome.kind}`, { detail: detailed(outcome), count: around(lost(pain, period)) }) : null;
  return { text, unit: say(`cost.${key}${per === "case" && has(`cost.${key}.case`) ? ".case" : ""}`, { detail: detailed(outcome) }), how: paid && COUNTED.includes(outcome.kind) ? t("cost.money.how") : undefined, also };
}

const around = (count) => t("cost.about.count", { size: number(count, count < 10 ? 1 : 0) });

/** Outcomes lost in thirty days: those hit, each by the mean effect, over the months of the log. */
const lost = (pain, period) => (-pain.customers * pain.effect) / Math.max((milliseconds(period.to) - milliseconds(period.from)) / MONTH, 1 / 30);

/** A length of time in as few signs as tell it: many days as years. */
function spell(seconds) {
  const years = seconds / (365.25 * 86_400);
  return years >= 2 ? t("time.years", { years: number(years, years < 10 ? 1 : 0) }) : duration(seconds);
}

export const reach = (pain, per) => t(per === "case" ? "pains.reach.case" : "pains.reach", { customers: people(pain.customers, per), share: new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(pain.share) });

export const quality = (q) => (q < 0.001 ? "< 0.001" : new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(q));

export const sure = (pain) => pain.q < 0.05;
