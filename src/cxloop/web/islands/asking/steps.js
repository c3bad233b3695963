// The steps of a funnel: chosen one after the other, each with conditions and a window, moved by hand or by keyboard.
import { el, fill, shortened } from "../core/dom.js";
import { stepText as calledText } from "../core/names.js";
import { t } from "../core/words.js";
import { combobox } from "./combobox.js";
import { conditionForm, inWords } from "./condition.js";
import { ruleForm } from "./filters.js";
import { known, stepChoices } from "./known.js";
import { popover } from "./popover.js";
import { isRule, rule, stepOf, stepText } from "./rule.js";

const WINDOWS = ["10m", "1h", "1d", "3d", "7d", "30d"];
export const MOST_STEPS = 16;

/** The steps of a query with their windows, the first one's empty. */
export function stepsOf(query) {
  const windows = ["", ...query.getAll("step_window").map((one) => (one === "any" ? "" : one))];
  return query.getAll("step").map((step, at) => ({ step, window: windows[at] ?? "" })).filter(({ step }) => step);
}

/** Windows are named only where there is one, and then for every step after the first. */
export function putSteps(query, rows) {
  query.delete("step");
  query.delete("step_window");
  rows.forEach(({ step }) => query.append("step", step));
  const windows = rows.slice(1).map(({ window }) => window || "any");
  if (query.get("order") !== "any" && windows.some((one) => one !== "any")) windows.forEach((one) => query.append("step_window", one));
}

function moved(rows, from, to) {
  const order = [...rows];
  order.splice(to, 0, ...order.splice(from, 1));
  return order;
}

/** The list for a query; state changes it. */
export function stepList(state) {
  const list = el("ol", { class: "step-list" });
  const node = el("fieldset", { class: "stepping" }, el("legend", {}, t("funnel.steps")), list);

  function show(query, focus = null) {
    const rows = stepsOf(query);
    const items = rows.map((row, at) => item(query, rows, row, at));
    if (rows.length < MOST_STEPS) items.push(adder(query, rows));
    fill(list, items);
    if (focus !== null) list.children[focus.at]?.querySelector(focus.part)?.focus();
  }

  /** rows: gives those wanted, of those there are now; what is drawn may be older. */
  const put = (rows, more = {}) => state.change((query) => putSteps(query, rows(stepsOf(query))), more);
  /** Where a row that was drawn at a place is now; -1 where it has gone. */
  function placeOf(row, at) {
    const same = stepsOf(state.query()).flatMap((one, place) => (one.step === row.step ? [place] : []));
    return same.length ? same.reduce((one, other) => (Math.abs(other - at) < Math.abs(one - at) ? other : one)) : -1;
  }
  /** Other fields for a row, which is known by them from then on. */
  function set(row, at, fields, more) {
    const own = placeOf(row, at);
    put((rows) => rows.map((one, place) => (place === own ? { ...one, ...fields } : one)), more);
    if (own >= 0) Object.assign(row, fields);
  }
  const choices = (query, rows, at) => (_, signal) => stepChoices({ steps: rows.slice(0, at).map((one) => one.step), order: query.get("order"), window: query.get("window") ?? "7d", windows: rows.slice(1, at).map((one) => one.window), but: ["step", "step_window"] }, signal);
  const typed = (text) => (isRule(text) ? { value: text, label: t("steps.rule", { rule: shortened(text, 60) }), plain: true } : null);

  function field(query, rows, at, value, text, hint, choose) {
    return combobox({ label: t("form.step", { number: at + 1 }), name: "step", value, text, hint, options: choices(query, rows, at), choose, free: typed });
  }

  function adder(query, rows) {
    const at = rows.length;
    const add = (step) => (put((now) => [...now, { step, window: "" }]), list.children[at + 1]?.querySelector("input")?.focus());
    return el("li", { class: "adding" }, el("span", { class: "badge", "aria-hidden": "true" }, String(at + 1)), field(query, rows, at, "", "", t(at ? "steps.add" : "steps.first"), add).node);
  }

  function item(query, rows, row, at) {
    const meant = stepOf(row.step, known.events);
    const changed = (step, more) => set(row, at, { step }, more);
    const renamed = (event, one) => changed(isRule(event) && !known.events.includes(event) ? event : meant.conditions ? stepText({ event, conditions: meant.conditions }) : event);
    const choosing = field(query, rows, at, row.step, meant.rule ?? calledText(meant.event), "", renamed);
    choosing.input.dataset.value = row.step;
    const name = shortened(meant.rule ?? calledText(meant.event), 40);
    const remove = () => {
      const own = placeOf(row, at);
      put((now) => now.filter((_, place) => place !== own), { said: t("steps.removed", { step: name }) });
      list.children[Math.min(at, rows.length - 1)]?.querySelector("input")?.focus();
    };
    const own = el(
      "li",
      { "data-at": at },
      handle(row, at, name),
      el("span", { class: "badge", "aria-hidden": "true" }, String(at + 1)),
      choosing.node,
      el("button", { type: "button", class: "x", "data-key": `remove-${at}`, "aria-label": t("form.remove", { number: at + 1 }), title: t("form.remove", { number: at + 1 }), click: remove }, "×"),
      el("div", { class: "step-more" }, meant.rule === undefined ? conditionChips(meant, changed) : ruleChip(row.step, changed), at > 0 && query.get("order") !== "any" ? windowOf(row, at) : null),
    );
    return own;
  }

  /** Conditions of a step, and the button for another one. */
  function conditionChips(meant, changed) {
    const all = meant.conditions;
    const where = rule([{ field: "event", operator: "is", values: [meant.event] }]);
    const edit = (at, close) => conditionForm(all[at] ?? {}, (one) => changed(stepText({ event: meant.event, conditions: at < all.length ? all.map((old, place) => (place === at ? one : old)) : [...all, one] })), { where, but: ["event"] });
    const chips = all.map((one, at) => {
      const words = el("span", {}, inWords(one));
      const opened = popover({ text: words, label: t("steps.condition"), inside: (close) => edit(at, close), kind: "chip-text" });
      const remove = () => changed(stepText({ event: meant.event, conditions: all.filter((_, place) => place !== at) }), { said: t("chip.removed", { what: words.textContent }) });
      return el("span", { class: "chip filter" }, opened.node, el("button", { type: "button", class: "x", "aria-label": t("chip.remove", { what: words.textContent }), click: remove }, "×"));
    });
    return [chips, popover({ text: t("steps.condition.add"), label: t("steps.condition"), inside: (close) => edit(all.length, close), kind: "quiet small" }).node];
  }

  const ruleChip = (step, changed) => popover({ text: t("rule.change"), label: t("rule.label"), inside: (close) => ruleForm(step, (text) => (changed(text), close())), kind: "quiet small" }).node;

  function windowOf(row, at) {
    const known_ = WINDOWS.includes(row.window) || row.window === "" ? WINDOWS : [...WINDOWS, row.window];
    const label = t("form.step_window", { number: at + 1 });
    const options = [el("option", { value: "" }, t("form.any_time")), ...known_.map((one) => el("option", { value: one, selected: one === row.window }, t("form.within", { window: WINDOWS.includes(one) ? t(`window.${one}`) : shortened(one, 20) })))];
    const select = el("select", { "aria-label": label, title: label, name: "step_window", change: () => set(row, at, { window: select.value }) }, options);
    return select;
  }

  /** What a step is held by: dragged, or moved with the arrow keys. */
  function handle(row, at, name) {
    const move = (by) => {
      const from = placeOf(row, at);
      const to = from + by;
      if (from < 0 || by === 0 || to < 0 || to >= stepsOf(state.query()).length) return;
      put((rows) => moved(rows, from, to), { said: t("steps.moved", { step: name, number: to + 1 }) });
      list.children[to]?.querySelector(".handle")?.focus();
    };
    const keys = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };
    const button = el("button", { type: "button", class: "handle", "aria-label": t("steps.move", { number: at + 1, step: name }), title: t("steps.move.hint"), keydown: (event) => keys[event.key] && (event.preventDefault(), move(keys[event.key])) }, "⠿");
    button.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      button.focus();
      button.setPointerCapture(event.pointerId);
      const own = button.closest("li");
      own.classList.add("dragging");
      const dragged = ({ clientX, clientY }) => {
        const under = document.elementFromPoint(clientX, clientY)?.closest("li[data-at]");
        if (!under || under === own || under.parentNode !== list) return;
        const after = own.compareDocumentPosition(under) & Node.DOCUMENT_POSITION_FOLLOWING;
        let passed = null; // the others move: one that is moved itself lets go of the pointer
        do {
          passed = after ? own.nextElementSibling : own.previousElementSibling;
          own[after ? "before" : "after"](passed);
        } while (passed !== under);
      };
      const end = () => {
        button.removeEventListener("pointermove", dragged);
        own.classList.remove("dragging");
        move([...list.children].indexOf(own) - at);
      };
      button.addEventListener("pointermove", dragged);
      button.addEventListener("pointerup", end, { once: true });
      button.addEventListener("pointercancel", end, { once: true });
    });
    return button;
  }
  return { node, show };
}
