// The variants of a flag: their names, their values, and which one is the default.
import { el, shortened } from "../core/dom.js";
import { t } from "../core/words.js";
import { KINDS, renamed, turned } from "./model.js";
import { flat, isNumber, read } from "./written.js";

const OWN = "\u0000own";

/** The part of the form. put(change, anew, focus): changes the form as it is now. */
export function variantList(form, put) {
  const all = form.variants;
  const each = (change) => (now) => ({ ...now, variants: now.variants.map(change) });
  const turn = (to) => (now) => ({ ...each((one, at) => ({ ...one, value: turned(one.value, to, at) }))(now), kind: to });
  const kind = el("select", { "data-key": "kind", change: () => put(turn(kind.value), true) }, KINDS.map((one) => el("option", { value: one, selected: one === form.kind }, t(`flags.kind.${one}`))));
  const row = (variant, at) => {
    const key = `variants.${at}`;
    const name = el("input", { type: "text", value: variant.name, "aria-label": t("flags.variant.name", { number: at + 1 }), placeholder: t("flags.variant"), "data-key": `${key}.name`, autocomplete: "off", spellcheck: "false" });
    name.addEventListener("change", () => put((now) => renamed(now, at, name.value.trim()), true));
    const remove = () => put((now) => ({ ...now, variants: now.variants.filter((_, place) => place !== at) }), true, "variants.add");
    return el("li", { class: "flag-row", "data-at": key }, name, valueOf(form.kind, variant, at, (value) => put(each((one, place) => (place === at ? { ...one, value } : one)), false)), el("button", { type: "button", class: "x", "aria-label": t("flags.variant.remove", { variant: shortened(variant.name, 40) }), disabled: all.length === 1, click: remove }, "×"));
  };
  const add = () => put((now) => ({ ...now, variants: [...now.variants, { name: free(now.variants), value: turned("", now.kind, now.variants.length) }] }), true, `variants.${all.length}.name`);
  const names = all.map(({ name }) => name);
  const options = [...names, ...(form.otherwise !== null && !names.includes(form.otherwise) ? [form.otherwise] : [])];
  const otherwise = el("select", { "data-key": "otherwise", change: () => put((now) => ({ ...now, otherwise: otherwise.value === OWN ? null : otherwise.value }), true) }, options.map((name) => el("option", { value: name, selected: name === form.otherwise }, names.includes(name) ? shortened(name, 60) : t("flags.gone", { variant: shortened(name, 40) }))), el("option", { value: OWN, selected: form.otherwise === null }, t("flags.own")));
  return [
    el("div", { class: "fields" }, el("label", { class: "field" }, el("span", {}, t("flags.kind")), kind), el("label", { class: "field", "data-at": "otherwise" }, el("span", {}, t("flags.otherwise")), otherwise)),
    el("ul", { class: "flag-list" }, all.map(row)),
    el("div", { class: "actions" }, el("button", { type: "button", class: "plain", "data-key": "variants.add", click: add }, t("flags.variant.add"))),
  ];
}

/** A name that no other has. */
function free(all) {
  for (let number = all.length + 1; ; number += 1) if (all.every(({ name }) => name !== `v${number}`)) return `v${number}`;
}

function valueOf(kind, { value }, at, take) {
  const common = { "aria-label": t("flags.variant.value", { number: at + 1 }), "data-key": `variants.${at}.value` };
  if (kind === "boolean") {
    const select = el("select", { ...common, change: () => take(select.value === "true") }, ["true", "false"].map((text) => el("option", { value: text, selected: text === String(value) }, t(`flags.${text}`))));
    return select;
  }
  if (kind === "text") {
    const input = el("input", { type: "text", value, autocomplete: "off", ...common });
    input.addEventListener("input", () => take(input.value));
    return input;
  }
  const input = kind === "number" ? el("input", { type: "text", inputmode: "decimal", value: value === undefined ? "" : flat(value), autocomplete: "off", ...common }) : el("textarea", { rows: 2, spellcheck: "false", ...common }, value === undefined ? "" : flat(value));
  input.addEventListener("input", () => {
    const made = parsed(input.value);
    const fits = made !== undefined && (kind === "json" || isNumber(made));
    input.setAttribute("aria-invalid", String(!fits));
    take(fits ? made : undefined);
  });
  return input;
}

function parsed(text) {
  try {
    return read(text).value;
  } catch {
    return undefined;
  }
}
