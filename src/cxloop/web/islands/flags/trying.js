// Who would get what: a customer and properties are typed, and the flag as it stands in the form says what it gives.
import { send } from "../core/ask.js";
import { el, fill, shortened } from "../core/dom.js";
import { failed } from "../core/status.js";
import { t } from "../core/words.js";
import { CUSTOMER, SEGMENTS, looksUp } from "./conditions.js";
import { written } from "./model.js";
import { flat, read } from "./written.js";

/** The part of the form. now(): {key, definition, form} as it stands, form being null where it cannot be shown; throws what is wrong. */
export function trying(now) {
  const fields = el("div", { class: "fields" });
  const said = el("div", { role: "status" });
  const typed = new Map();
  const field = (name, label) => {
    const input = el("input", { type: "text", value: typed.get(name) ?? null, autocomplete: "off", spellcheck: "false", "data-try": name, "data-private": true });
    input.addEventListener("input", (event) => (event.stopPropagation(), typed.set(name, input.value)));
    input.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && (event.preventDefault(), go()));
    return el("label", { class: "field" }, el("span", {}, label), input);
  };
  /** Asks for the properties that the rules look up. */
  function renew() {
    let names = [];
    try {
      names = looksUp(now().definition.targeting ?? null);
    } catch {
      names = [...typed.keys()];
    }
    const own = names.filter((name) => name !== CUSTOMER && name !== SEGMENTS && !name.startsWith("$flagd."));
    const wanted = [CUSTOMER, ...own];
    if (wanted.join("\n") !== [...fields.querySelectorAll("input")].map((one) => one.dataset.try).join("\n")) fill(fields, wanted.map((name) => field(name, name === CUSTOMER ? t("flags.property.customer") : shortened(name, 60))));
    fill(said);
  }
  async function go() {
    try {
      const { key, definition, form } = now();
      const context = {};
      for (const [name, text] of typed) if (text !== "" && fields.querySelector(`[data-try="${CSS.escape(name)}"]`)) put(context, name, text);
      const found = await send(`flags/try?flag=${encodeURIComponent(key || "-")}`, { text: flat(form === null ? definition : written(form)), context });
      fill(said, el("p", { class: "flag-reason" }, el("strong", {}, outcome(found)), " ", reason(found, form)), found.detail ? el("p", { class: "muted" }, found.detail) : null);
    } catch (error) {
      fill(said, failed(error));
    }
  }
  const button = el("button", { type: "button", class: "plain", click: go }, t("flags.try.do"));
  const node = el("details", { class: "fold", toggle: renew }, el("summary", {}, t("flags.try")), el("p", { class: "hint" }, t("flags.try.line")), fields, el("div", { class: "actions" }, button), said);
  return { node, renew: () => node.open && renew() };
}

/** A name with points is a path. Numbers and yes or no count as such, but for the customer. */
function put(context, name, text) {
  const path = name.split(".");
  let at = context;
  for (const one of path.slice(0, -1)) at = at[one] = Object.hasOwn(at, one) && typeof at[one] === "object" ? at[one] : {};
  at[path.at(-1)] = name !== CUSTOMER && /^(-?(0|[1-9]\d*)(\.\d+)?|true|false)$/.test(text) ? read(text).value : text;
}

const outcome = ({ variant, value }) => (variant === null ? t("flags.try.own") : t("flags.try.gets", { variant: shortened(variant, 60), value: shortened(flat(value), 120) }));

function reason({ reason: why, error, rule }, form) {
  if (error === "TARGETING_KEY_MISSING") return t("flags.try.nobody");
  if (error) return t("flags.try.error", { code: error });
  if (why === "DISABLED") return t("flags.try.off");
  if (form === null) return t(why === "TARGETING_MATCH" ? "flags.try.rules" : "flags.try.usual");
  const gives = rule === null ? form.rest : (form.rules[rule - 1]?.gives ?? form.rest);
  const where = rule === null || !form.rules[rule - 1] ? (form.rules.length ? t("flags.try.rest") : t("flags.try.all")) : t("flags.try.rule", { number: rule });
  return gives.sort === "shares" ? `${where} ${t("flags.try.lot")}` : where;
}
