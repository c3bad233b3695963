// The smaller parts of a question: choices from few, a step, a field, a text.
import { el, fill, shortened } from "../core/dom.js";
import { stepText } from "../core/names.js";
import { t } from "../core/words.js";
import { combobox } from "./combobox.js";
import { fieldChoices, fieldName, known, stepChoices } from "./known.js";
import { metricField } from "./metric.js";
import { isRule, stepOf } from "./rule.js";

/** A parameter with few values: [value, text] each; the first one is what is meant where the address says nothing.
 * also(query): what else has to change with it. */
export const choice = (label, name, options, { usual = options[0][0], also = () => {} } = {}) => (state) => {
  const select = el("select", { name, change: () => state.change((query) => (put(query, name, select.value === usual ? "" : select.value), also(query))) });
  const show = (query) => {
    const now = query.get(name) ?? usual;
    const all = options.some(([value]) => value === now) ? options : [...options, [now, shortened(now, 40)]];
    fill(select, all.map(([value, text]) => el("option", { value, selected: value === now }, text)));
  };
  return { node: el("label", { class: "field" }, el("span", {}, label), select), show };
};

/** A parameter that is a step; counts are of those who have it `after` the steps this gives. */
export const stepChoice = (label, name, hint, after = () => []) => (state) =>
  chosen(label, name, hint, state, {
    text: (value) => stepText(stepOf(value, known.events).event ?? value),
    options: (query) => (_, signal) => stepChoices({ steps: after(query), window: "any", but: [name] }, signal),
    free: (text) => (isRule(text) ? { value: text, label: t("steps.rule", { rule: shortened(text, 60) }), plain: true } : null),
  });

/** A parameter that is a field of the log, or a rule; `more` are further options. */
export const fieldChoice = (label, name, hint, but = [], more = () => []) => (state) =>
  chosen(label, name, hint, state, {
    text: fieldName,
    options: () => async () => [...(await fieldChoices(but)), ...more()],
    free: (text) => (isRule(text) ? { value: text, label: t("steps.rule", { rule: shortened(text, 60) }), plain: true } : null),
  });

function chosen(label, name, hint, state, { text, options, free }) {
  const node = el("div", { class: "field" });
  const show = (query) => {
    const value = query.get(name) ?? "";
    const change = (to) => state.change((now) => put(now, name, to));
    const field = combobox({ label, name, value, text: value && text(value), hint, options: options(query), choose: (to) => (change(to), node.querySelector("input").focus()), free });
    const clear = value ? el("button", { type: "button", class: "x", "aria-label": t("chip.remove", { what: label }), click: () => (change(""), node.querySelector("input").focus()) }, "×") : null;
    fill(node, el("span", { "aria-hidden": "true" }, label), el("span", { class: "with-x" }, field.node, clear));
  };
  return { node, show };
}

/** A parameter that is typed. */
export const typed = (label, name, { kind = "text", hint = "" } = {}) => (state) => {
  const input = el("input", { type: kind, name, placeholder: hint, autocomplete: "off", min: kind === "number" ? 1 : null, change: () => state.change((query) => put(query, name, input.value.trim())) });
  return { node: el("label", { class: "field" }, el("span", {}, label), input), show: (query) => (input.value = query.get(name) ?? "") };
};

/** A parameter with several values, each a metric: as many fields as there are hints. */
export const metricChoice = (label, name, hints) => (state) => {
  const change = () => state.change((query) => (query.delete(name), fields.forEach(({ input }) => input.value.trim() && query.append(name, input.value.trim()))));
  const fields = hints.map((hint) => metricField({ label, name, hint }));
  fields.forEach(({ input }) => input.addEventListener("change", change));
  const show = (query) => fields.forEach(({ input }, at) => (input.value = query.getAll(name)[at] ?? ""));
  return { node: fields.map(({ node }) => el("div", { class: "field" }, el("span", { "aria-hidden": "true" }, label), node)), show };
};

/** Controls behind a line that opens them; open from the start where the address says something in them. */
export const folded = (title, line, names, controls) => (state) => {
  const own = controls.map((make) => make(state));
  const node = el("details", { class: "more wide-field" }, el("summary", {}, title), el("p", { class: "hint" }, line), el("div", { class: "fields" }, own.flatMap((one) => one.node)));
  node.open = names.some((name) => state.query().has(name));
  return { node, show: (query) => own.forEach((one) => one.show(query)) };
};

export function put(query, name, value) {
  if (value) query.set(name, value);
  else query.delete(name);
}
