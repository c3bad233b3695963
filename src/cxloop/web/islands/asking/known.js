// What the workspace knows: steps, channels, fields, segments and the period; and what pickers offer of it.
import { ask, seen } from "../core/ask.js";
import { people } from "../core/format.js";
import { channelText, foundBy, stepText } from "../core/names.js";
import { scope } from "../core/question.js";
import { isNone } from "../core/values.js";
import { t } from "../core/words.js";
import { nameable } from "./rule.js";

export const known = { events: [], channels: [], properties: [], amounts: false, rated: [], segments: [], period: null, over: null, cases: 0, whole: false };
const HIDDEN = "•••";
/** What values of these fields are called, as plain text. */
export const SHOWN = { channel: channelText, event: stepText };

let learning = null;

/** Looks up what there is, once; then `known` holds it. Whoever offers any of it waits for this: not yet known is not none. */
export const learn = () => (learning ??= look().finally(() => (known.whole = true)));

async function look() {
  const quiet = (found, none) => found.catch(() => none);
  const [overview, { properties, amounts, metrics }, { segments }] = await Promise.all([quiet(ask("overview"), null), quiet(ask("fields"), { properties: [], amounts: false, metrics: [] }), quiet(ask("segments"), { segments: [] })]);
  known.properties = properties;
  known.amounts = amounts;
  known.rated = metrics;
  known.segments = segments.map((one) => ({ name: one.segment.name, members: one.members }));
  if (!overview) return;
  known.events = overview.steps.map((row) => row.step);
  known.channels = overview.channels.map((row) => row.channel).filter((name) => !isNone(name));
  known.period = overview.period?.to ? overview.period : null;
  known.over = overview.over_time;
  known.cases = overview.per === "case" ? 0 : (overview.cases ?? 0); // where there is nothing but cases, there is no choice
}

/** The scope of the address without what a picker itself is about to say. */
function without(names, also = []) {
  const query = scope(also);
  for (const name of names) query.delete(name);
  return query;
}

/**
 * Events with how many customers have them next, after `steps` (of a funnel with `order`, `window` and `windows`); those
 * that nobody has are listed last and cannot be chosen.
 */
export async function stepChoices({ steps = [], order = null, window = null, windows = [], but = [] } = {}, signal = undefined) {
  const query = without(but);
  steps.forEach((step) => query.append("step", step));
  if (steps.length) for (const [name, value] of [["order", order], ["window", window], ...windows.map((one) => ["step_window", one || "any"])]) if (value) query.append(name, value);
  const found = await seen("next", query, signal);
  const there = new Set(found.steps.map((row) => row.step));
  const nobody = known.events.filter((name) => !there.has(name)).map((value) => ({ value, count: 0, off: true }));
  return [...found.steps.map((row) => ({ value: row.step, count: row.customers })), ...nobody].map((one) => ({ ...one, label: stepText(one.value), also: foundBy(one.value) }));
}

const OWN_FIELDS = ["channel", "value", "owner", "event", "case"];

/** A field in words; `value` is the amount of an event, the others are those of every log. */
export const fieldName = (field) => (OWN_FIELDS.includes(field) ? t(`field.${field}`) : field === "customer" ? t("field.customer") : field);

/** The fields a condition can name. */
export async function fieldChoices(but = []) {
  await learn();
  return ["channel", ...known.properties.filter(nameable), ...OWN_FIELDS.slice(1)].filter((field) => !but.includes(field) && (field !== "value" || known.amounts)).map((value) => ({ value, label: fieldName(value), plain: OWN_FIELDS.includes(value), note: OWN_FIELDS.includes(value) ? null : t("field.property") }));
}

/** The segments that have a name, but for one, with how many people are in them. */
export async function segmentChoices(but = null) {
  await learn();
  return known.segments.filter((one) => one.name !== but).map((one) => ({ value: one.name, note: one.members === null ? null : people(one.members) }));
}

/** The values of a field that fit a text, by their own names or by what they are called, with how many customers have them. where: only events for which this holds. */
export async function valueChoices(field, search, signal, where = null) {
  const query = without(["where", "channel", "first", "last"]);
  for (const [name, value] of [["field", field], ["search", search], ["where", where]]) if (value) query.append(name, value);
  const found = await seen("values", query, signal);
  return found.breakdown.filter((row) => row.value !== HIDDEN).map((row) => ({ value: row.value, count: row.customers, label: (SHOWN[field] ?? String)(row.value), also: field === "event" ? foundBy(row.value) : [] }));
}
