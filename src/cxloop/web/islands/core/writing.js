// Small forms that write something down, and say beside them what went wrong.
import { el, fill } from "./dom.js";
import "./drafts.js";
import { only, withheld } from "./may.js";
import { failed } from "./status.js";
import { t } from "./words.js";

/**
 * A form. fields: {name, label, hint?, kind?, options?, value?, needed?, make?}, kind being that of an input, or
 * `lines` for a list, or `long` for a longer text; `make` makes a field of another sort; what is `personal` is kept nowhere; `work` gets what was typed, without what was left empty; then `then`.
 * task: what it does, as `may` knows it, where the key of its button does not say so.
 */
export function writing(key, fields, work, then, { task = key, ...more } = {}) {
  const said = el("div", { role: "status" });
  const button = el("button", { class: "plain" }, t(key));
  const form = el("form", { class: "writing", "data-draft": key, ...more }, el("div", { class: "fields" }, fields.map(field)), el("div", { class: "actions" }, button), said);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await work(typed(form, fields));
      form.reset();
      fill(said);
      form.dispatchEvent(new CustomEvent("written", { bubbles: true }));
      await then();
    } catch (error) {
      fill(said, failed(error));
    }
    button.disabled = false;
  });
  return only(task, form);
}

/** The same behind a line that opens it; it closes when something has been written. What may not be written is hidden. */
export const folded = (title, ...inside) => el("details", { class: "fold", written: shut, hidden: withheld(inside) }, el("summary", {}, title), inside);

function shut(event) {
  event.stopPropagation();
  event.currentTarget.open = false;
  event.currentTarget.querySelector("summary").focus({ preventScroll: true });
}

const LARGE = new Set(["lines", "long"]);

function field({ name, label, hint = "", kind = "text", options = null, value = "", needed = false, personal = false, make = null }) {
  if (make) return el("div", { class: "field" }, el("span", { "aria-hidden": "true" }, label), make({ label, name, hint, value: value ?? "" }).node);
  const common = { name, required: needed, autocomplete: "off", "data-private": personal };
  const input = options
    ? el("select", common, options.map(([of, text]) => el("option", { value: of, selected: of === value }, text)))
    : LARGE.has(kind)
      ? el("textarea", { ...common, rows: 3, placeholder: hint || null }, value)
      : el("input", { ...common, type: kind, placeholder: hint || null, value: value || null, step: kind === "number" ? "any" : null });
  return el("label", { class: "field" }, el("span", {}, label), input);
}

function typed(form, fields) {
  const found = {};
  for (const { name, kind, list } of fields) {
    const text = form.elements.namedItem(name).value.trim();
    if (text === "") continue;
    const parts = list ? "," : kind === "lines" ? "\n" : null;
    found[name] = kind === "number" ? Number(text) : parts ? text.split(parts).map((one) => one.trim()).filter(Boolean) : text;
  }
  return found;
}
