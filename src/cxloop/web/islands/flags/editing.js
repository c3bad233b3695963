// The form of a flag: its parts, the JSON of it, what it would give, and what is different before it is saved.
import { refusedKept } from "../asking/held.js";
import { Failure } from "../core/ask.js";
import { el, fill } from "../core/dom.js";
import "../core/drafts.js";
import { only } from "../core/may.js";
import { failed } from "../core/status.js";
import { t } from "../core/words.js";
import { giving } from "./gives.js";
import { jsonField } from "./json.js";
import { definitionOf, formOf, fresh, wrongs } from "./model.js";
import { preview } from "./preview.js";
import { ruleList } from "./rules.js";
import { trying } from "./trying.js";
import { variantList } from "./variants.js";
import { Mistake, flat, read, write } from "./written.js";

/**
 * The form. key: of the flag, empty for one that is new; written: its JSON. offered: properties that rules may be about;
 * work(key, text): keeps it; then(): what follows.
 */
export function editing(task, { key = "", written = null, offered = [] }, work, then) {
  const before = written === null ? null : read(written).value;
  const begun = () => {
    const form = before === null ? fresh() : formOf(before);
    return { key, form, text: form === null ? write(before) : null };
  };
  let state = begun();
  const kept = el("textarea", { name: "state", hidden: true, "aria-hidden": "true", tabindex: -1 });
  const inside = el("div", { class: "flag-form" });
  const looked = el("div", { role: "status" });
  const said = el("div", { role: "status" });
  const json = jsonField((text) => change(() => ({ text })));
  const attempt = trying(() => ({ key: state.key, ...current() }));
  const form = el("form", { class: "writing flag-form", "data-draft": task, novalidate: true, submit, restored, reset: () => ((state = begun()), draw()) }, inside, attempt.node, el("div", { class: "actions" }, el("button", { class: "plain" }, t("flags.look"))), looked, said, kept);

  /** What stands there as a definition. Throws what is wrong with it. */
  function current() {
    if (state.form !== null) return { definition: definitionOf(state.form), form: state.form };
    const { value } = read(state.text);
    return { definition: value, form: null };
  }

  function change(update, anew = false, focus = null) {
    state = { ...state, ...update(state) };
    kept.value = flat({ ...state, form: state.form });
    kept.dispatchEvent(new Event("input", { bubbles: true }));
    fill(looked);
    fill(said);
    if (anew) draw(focus);
    else attempt.renew();
  }

  function restored() {
    const { value } = read(kept.value);
    state = value;
    draw();
  }

  const put = (act, anew, focus) => change((now) => ({ form: act(now.form) }), anew, focus);

  function draw(focus = null) {
    const held = focus ?? document.activeElement?.dataset?.key ?? null;
    const had = inside.contains(document.activeElement) || focus !== null;
    refusedKept(inside, () => fill(inside, named(), state.form === null ? asJson() : asForm()));
    attempt.renew();
    if (!had || held === null) return;
    const found = inside.querySelector(`[data-key="${CSS.escape(held)}"]`);
    (found?.disabled ? found.parentElement.querySelector("button:enabled") : found)?.focus({ preventScroll: true });
  }

  function named() {
    if (key) return null;
    const input = el("input", { type: "text", name: "flag", value: state.key || null, "data-key": "key", autocomplete: "off", spellcheck: "false", required: true });
    input.addEventListener("input", () => change(() => ({ key: input.value.trim() })));
    return el("label", { class: "field", "data-at": "key" }, el("span", {}, t("flags.key")), input, el("small", {}, t("flags.key.line")));
  }

  const toggle = (name, act) => el("div", { class: "actions" }, el("button", { type: "button", class: "quiet small", "data-key": "mode", click: act }, t(name)));

  function asForm() {
    const now = state.form;
    const description = el("input", { type: "text", class: "whole", value: now.description || null, "data-key": "description", autocomplete: "off" });
    description.addEventListener("input", () => put((one) => ({ ...one, description: description.value }), false));
    const on = el("input", { type: "checkbox", checked: now.on, "data-key": "on", change: () => put((one) => ({ ...one, on: on.checked }), false) });
    const group = (name, ...parts) => el("fieldset", {}, el("legend", {}, t(name)), el("div", {}, parts));
    return [
      el("label", { class: "field" }, el("span", {}, t("flags.description")), description, el("small", {}, t("flags.description.line"))),
      el("label", { class: "check" }, on, t("flags.on.line")),
      group("flags.variants", variantList(now, put)),
      group("flags.rules", el("p", { class: "hint" }, t("flags.rules.line")), ruleList(now, offered, put)),
      el("fieldset", { "data-at": "rest" }, el("legend", {}, t(now.rules.length ? "flags.rest" : "flags.everybody")), el("div", {}, giving(now, now.rest, t("flags.gives"), "rest", (rest, anew) => put((one) => ({ ...one, rest }), anew)))),
      toggle("flags.as_json", () => change((one) => ({ form: null, text: write(definitionOf(one.form)) }), true, "json")),
    ];
  }

  function asJson() {
    return [el("p", { class: "hint" }, t("flags.json.line")), json.show(state.text), toggle("flags.as_form", back)];
  }

  function back() {
    try {
      const made = formOf(read(state.text).value);
      if (made === null) fill(said, el("p", { class: "notice" }, t("flags.no_form")));
      else change(() => ({ form: made, text: null }), true, "mode");
    } catch (error) {
      wrong(error);
    }
  }

  /** Says what is wrong at its place: a line of the JSON, or a part of the form. */
  function wrong(error) {
    fill(said);
    if (state.form === null && json.blame(error, state.key)) return;
    fill(said, failed(error instanceof Mistake ? new Failure({ code: "json", message: t(`flags.mistake.${error.why}`) }) : error));
  }

  function blamed() {
    inside.querySelectorAll(".blamed").forEach((one) => one.remove());
    const found = state.form === null ? (state.key ? [] : [{ at: "key", what: "key" }]) : wrongs(state.form, state.key);
    for (const { at, what } of found) inside.querySelector(`[data-at="${at}"]`)?.append(el("span", { class: "blamed", role: "alert" }, t(`flags.wrong.${what}`)));
    const first = inside.querySelector(".blamed")?.closest("[data-at]");
    first?.querySelector("input, select, textarea")?.focus();
    return found.length > 0;
  }

  function submit(event) {
    event.preventDefault();
    fill(looked);
    if (blamed()) return;
    let definition = null;
    try {
      ({ definition } = current());
    } catch (error) {
      return wrong(error);
    }
    const shown = preview(before, definition);
    if (shown === null) return fill(looked, el("p", { class: "notice" }, t("flags.preview.none")));
    const save = el("button", { type: "button", class: "primary", "data-do": "save", click: () => saved(save, definition) }, t("flags.save"));
    fill(looked, el("h3", {}, t("flags.preview")), shown, el("div", { class: "actions" }, save));
    save.focus();
  }

  async function saved(button, definition) {
    button.disabled = true;
    try {
      await work(state.key, state.form === null ? state.text : write(definition));
      form.dispatchEvent(new CustomEvent("written", { bubbles: true }));
      form.reset();
      fill(looked);
      await then();
    } catch (error) {
      button.disabled = false;
      wrong(error);
    }
  }

  draw();
  return only(task, form);
}
