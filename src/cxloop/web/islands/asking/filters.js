// Filters as chips: conditions of events, steps that journeys have or lack, a part of them, segments; and free rules.
import { ask } from "../core/ask.js";
import { el, fill, nameOf, shortened } from "../core/dom.js";
import { nameTold, stepName, stepText } from "../core/names.js";
import { say, t } from "../core/words.js";
import { combobox, enter } from "./combobox.js";
import { conditionForm, inWords } from "./condition.js";
import { fieldChoices, known, segmentChoices, stepChoices } from "./known.js";
import { popover } from "./popover.js";
import { conditions, isRule, rule, segmentOf, stepOf } from "./rule.js";

/** A step as a reader says it: a list for `el`. */
export function stepWords(text, most = 40) {
  const step = stepOf(text, known.events);
  if (step.rule !== undefined) return [el("code", {}, nameOf(step.rule, most))];
  const conditioned = step.conditions.flatMap((one, at) => [at ? ", " : " (", el("span", {}, inWords(one))]);
  return [stepName(step.event, most), ...conditioned, conditioned.length ? ")" : null];
}

/** The same of a step that the server tells of: as it is called, with its conditions in brackets. */
export function stepTold(text, most = 40) {
  const [, event, more] = /^(.+?) \((.+)\)$/s.exec(text) ?? [];
  const all = more === undefined || isRule(event) ? null : conditions(more);
  return all === null ? stepWords(text, most) : [nameTold(event, most), " (", all.map((one, at) => [at ? ", " : null, el("span", {}, inWords(one))]), ")"];
}

const set = (query, name, values) => (query.delete(name), values.forEach((value) => query.append(name, value)));
const swapped = (values, at, value) => values.map((one, place) => (place === at ? value : one));
const dropped = (values, at) => values.filter((_, place) => place !== at);

/**
 * What the parameters of a query mean as chips: {name, words, change?, drop}. change(put) gives the inside of a form that
 * calls put(update) with a change of the query; drop(query) takes it out.
 */
export function chipsOf(query, { parts = true } = {}) {
  const chips = [];
  const channels = query.getAll("channel");
  if (channels.length) chips.push(channelChip(channels));
  const where = query.get("where");
  if (where) chips.push(...whereChips(where));
  for (const name of ["having", "lacking"]) query.getAll(name).forEach((step, at) => chips.push(stepChip(name, step, at)));
  if (parts && query.get("first") && query.get("last")) chips.push(partChip(query.get("first"), query.get("last")));
  query.getAll("segment").forEach((segment, at) => chips.push({ name: "segment", value: segment, words: say("chip.segment", { segment: nameOf(segment, 40) }), drop: (now) => set(now, "segment", dropped(now.getAll("segment"), at)) }));
  return chips;
}

function channelChip(channels) {
  const given = { field: "channel", operator: "is", values: channels };
  return { name: "channel", value: channels[0], words: inWords(given), change: (put) => placing(given, put, placer({ channel: true })), drop: (now) => now.delete("channel") };
}

function whereChips(where) {
  const all = conditions(where);
  if (all === null) return [{ name: "where", value: where, words: el("code", {}, nameOf(where, 60)), change: (put) => ruleForm(where, (text) => put((now) => now.set("where", text), true)), drop: (now) => now.delete("where") }];
  return all.map((given, at) => ({
    name: "where",
    value: where,
    words: inWords(given),
    change: (put) => placing(given, put, placer({ at })),
    drop: (now) => rewritten(now, dropped(conditions(now.get("where")) ?? [], at)),
  }));
}

const placing = (given, put, place) => conditionForm(given, (one) => put((now) => place(now, one)));

function rewritten(query, all) {
  if (all.length) query.set("where", rule(all));
  else query.delete("where");
}

/**
 * Puts a condition into a query, and again with each change of it, always in its own place: channels that are named into
 * a parameter of their own, everything else into the rule. at: its place in the rule, where it has one.
 */
function placer({ at = null, channel = false } = {}) {
  let raw = null;
  return (query, one) => {
    const simple = one.field === "channel" && one.operator === "is";
    if (channel && !simple) query.delete("channel"), (channel = false);
    if (at === null && raw === null && simple) return (channel = true), set(query, "channel", one.values);
    const where = query.get("where") ?? "";
    const all = where ? conditions(where) : [];
    if (all === null || raw !== null) return (raw ??= where), query.set("where", `(${raw}) and ${rule([one])}`);
    at ??= all.length;
    rewritten(query, at < all.length ? swapped(all, at, one) : [...all, one]);
  };
}

function stepChip(name, step, at) {
  const drop = (now) => set(now, name, dropped(now.getAll(name), at));
  const segment = segmentOf(step);
  if (segment !== null) return { name, value: step, words: say(name === "having" ? "chip.segment" : "chip.segment.not", { segment: nameOf(segment, 40) }), drop };
  const change = (put) => stepField(t(`chip.${name}.step`), step, [name], (value) => put((now) => set(now, name, swapped(now.getAll(name), at, value)), true));
  return { name, value: step, words: say(`chip.${name}`, { step: el("span", {}, stepWords(step)) }), change, drop };
}

function partChip(first, last) {
  const words = say("chip.part", { first: el("span", {}, stepWords(first, 30)), last: el("span", {}, stepWords(last, 30)) });
  return { name: "first", value: first, words, change: (put) => partForm(first, last, (a, b) => put((now) => (now.set("first", a), now.set("last", b)))), drop: (now) => (now.delete("first"), now.delete("last")) };
}

export function stepField(label, value, but, choose) {
  const { event, conditions: more } = stepOf(value, known.events);
  return combobox({ label, name: but[0], value, text: more?.length === 0 ? stepText(event) : value, hint: t("steps.hint"), options: (_, signal) => stepChoices({ but }, signal), choose }).node;
}

function partForm(first, last, take) {
  const now = { first, last };
  const node = el("div", { class: "condition" });
  const draw = () => fill(node, ["first", "last"].map((name) => stepField(t(`scope.${name}`), now[name] ?? "", [name, "first", "last"], (value) => ((now[name] = value), draw(), now.first && now.last && take(now.first, now.last)))));
  draw();
  return node;
}

/** A rule as text, read by the server while it is typed. */
export function ruleForm(text, take) {
  const input = el("textarea", { rows: 3, "aria-label": t("rule.label"), "data-first": true, placeholder: t("scope.where.hint") }, text);
  const said = el("p", { class: "blamed", role: "status" });
  const apply = el("button", { type: "button", class: "primary" }, t("rule.apply"));
  let latest = 0;
  const check = async () => {
    const own = (latest += 1);
    try {
      if (input.value.trim()) await ask("rule", { rule: input.value.trim() });
      if (own === latest) fill(said), (apply.disabled = !input.value.trim());
      return own === latest && input.value.trim() !== "";
    } catch (error) {
      if (own === latest) fill(said, document.createTextNode([error.message, error.hint].filter(Boolean).join(" "))), (apply.disabled = true);
      return false;
    }
  };
  let timer = 0;
  input.addEventListener("input", () => (clearTimeout(timer), (timer = setTimeout(check, 250))));
  apply.addEventListener("click", async () => (await check()) && take(input.value.trim()));
  return el("div", { class: "condition" }, input, said, el("p", { class: "hint" }, t("rule.hint")), apply);
}

/** The button that adds one: a field, or one of the other sorts, all behind one search. */
export function filterButton(change, { parts = true } = {}) {
  const inside = (close) => {
    const place = el("div", {});
    const sort = (name) => ({ value: `:${name}`, label: t(`filter.${name}`), plain: true });
    const options = async () => {
      const [channel, ...fields] = await fieldChoices();
      return [channel, sort("having"), sort("lacking"), known.segments.length ? sort("segment") : null, ...fields, parts ? sort("part") : null, sort("rule")].filter(Boolean);
    };
    const first = combobox({ label: t("filter.what"), hint: t("filter.what.hint"), options, choose: (value) => show(value) });
    const put = (update, done = false) => (change(update), done && close());
    const show = (value) => {
      fill(place, form(value, put));
      enter(place);
    };
    requestAnimationFrame(() => first.open());
    return el("div", {}, fill(place, first.node));
  };
  return popover({ text: t("filter.add"), label: t("filter.add"), inside, kind: "plain add" });
}

function form(sort, put) {
  if (sort === ":having" || sort === ":lacking") return stepField(t(`chip.${sort.slice(1)}.step`), "", [sort.slice(1)], (value) => put((now) => now.append(sort.slice(1), value), true));
  if (sort === ":part") return partForm("", "", (first, last) => put((now) => (now.set("first", first), now.set("last", last)), true));
  if (sort === ":segment") return combobox({ label: t("filter.segment"), options: () => segmentChoices(), choose: (value) => put((now) => now.append("segment", value), true) }).node;
  if (sort === ":rule") return ruleForm("", (text) => put((now) => now.set("where", now.get("where") ? `(${now.get("where")}) and (${text})` : text), true));
  return placing({ field: sort, operator: sort === "value" ? "above" : "is" }, put, placer());
}

/** The chips with their buttons; `drop` takes one out. */
export function chipList(query, change, drop, options) {
  return chipsOf(query, options).map((chip, at) => {
    const plain = el("span", {}, chip.words).textContent;
    const inside = (close) => chip.change((update, done = false) => (change(update), done && close()));
    const text = chip.change ? popover({ text: chip.words, label: t("chip.change", { what: shortened(plain, 60) }), inside, kind: "chip-text", title: null }).node : el("span", { class: "chip-text" }, chip.words);
    const remove = el("button", { type: "button", class: "x", "aria-label": t("chip.remove", { what: shortened(plain, 60) }), click: () => drop(chip.drop, plain) }, "×");
    return el("li", { class: "chip filter", "data-key": `chip-${at}`, "data-name": chip.name, "data-value": chip.value }, text, remove);
  });
}
