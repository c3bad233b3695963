// Ways from a number to those behind it, and back to the answer it stands in.
import { el } from "./dom.js";
import { number } from "./format.js";
import { scope } from "./question.js";
import { t } from "./words.js";

/** What points at a number, besides the scope. */
const OWN = ["of", "what", "number", "who", "unit", "mode", "start", "back", "order", "window", "step_window", "metric", "hours", "outcome", "by", "group", "low", "high"];
/** How a group of whom nothing is known is asked for. */
const UNKNOWN = "(none)";
/** What stands for a name that whoever looks may not see. */
const HIDDEN = "•••";

/** The group of a breakdown, as options for those behind one of its numbers; null where its name is hidden. */
export const grouped = (by, group) => (group === HIDDEN ? null : { by, group: group || UNKNOWN });

/**
 * The question that lists those behind a number. what: its names; more: options by name, texts or lists; within: the scope, that
 * of this page where none is given.
 */
export function behindQuery(of, what = [], more = {}, within = scope()) {
  const query = new URLSearchParams(within);
  query.append("of", of);
  for (const name of [what].flat()) query.append("what", name);
  for (const [name, value] of Object.entries(more)) for (const one of [value].flat()) if (one !== null && one !== undefined) query.append(name, one);
  return query;
}

/** Where they are listed. */
export const behindAddress = (...number) => `/behind?${behindQuery(...number)}`;

/** A count that leads to those it counts; `text` is how it is written. Nothing leads to nobody, nor to a hidden group (more: null). */
export function counting(count, of, what, more = {}, text = number(count), within = scope()) {
  if (!count || more === null) return text;
  return leading(behindAddress(of, what, more, within), text);
}

/** A number that leads to an address, and says so. */
export const leading = (href, text) => el("a", { class: "counting", href, title: t("behind.who"), "aria-label": typeof text === "string" ? t("behind.who.of", { number: text }) : null }, text);

/** The question of a page that lists those behind a number, without where the list was turned to. */
export const listed = () => scope(OWN);

/** The page where a number stands, with what it was asked. */
export function answerOf(query) {
  const kept = new URLSearchParams([...query].filter(([name]) => !OWN.includes(name)));
  const put = (...names) => names.forEach((name) => query.getAll(name).forEach((value) => kept.append(name, value)));
  const [of, what] = [query.get("of"), query.getAll("what")];
  const paths = {
    step: () => (kept.append("step", what[0]), "/journeys"),
    start: () => (kept.append("step", what[0]), "/journeys"),
    end: () => (kept.append("step", what[0]), "/journeys"),
    edge: () => (kept.append("source", what[0]), kept.append("target", what[1]), "/journeys"),
    variant: () => "/journeys",
    funnel: () => (what.forEach((name) => kept.append("step", name)), put("order", "window", "step_window"), query.has("by") && kept.append("breakdown", query.get("by")), "/funnel"),
    cohort: () => (put("unit", "mode", "start", "back"), "/retention"),
    pain: () => (put("outcome"), `/pains/${encodeURIComponent(what[0])}`),
    period: () => (put("metric", "unit", "hours", "by"), "/performance"),
    arm: () => `/changes/${encodeURIComponent(what[0])}`,
    event: () => "/sql",
  };
  const path = paths[of]?.() ?? "/";
  return kept.size ? `${path}?${kept}` : path;
}
