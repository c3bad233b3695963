// The JSON of a flag in a field of its own, with what is wrong at its line.
import { el, fill } from "../core/dom.js";
import { t } from "../core/words.js";
import { Mistake, placeOf, read } from "./written.js";

/** The field. typed(text): told of each new text. */
export function jsonField(typed) {
  const told = el("div", { role: "status" });
  const input = el("textarea", { class: "json", rows: 18, spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-label": t("flags.definition"), "data-key": "json", wrap: "off" });
  let timer = 0;
  input.addEventListener("input", () => {
    typed(input.value);
    clearTimeout(timer);
    timer = setTimeout(check, 400);
  });

  function check() {
    fill(told);
    input.removeAttribute("aria-invalid");
    try {
      read(input.value);
    } catch (error) {
      blame(error);
    }
  }

  /** Says what is wrong at its line, and whether it has one. An error of the server names a place such as flags.KEY.targeting.if[0]. */
  function blame(error, key = "") {
    const found = error instanceof Mistake ? { ...error, text: t(`flags.mistake.${error.why}`) } : placed(error, key);
    if (found === null) return false;
    const go = () => {
      input.focus();
      const end = input.value.indexOf("\n", found.at);
      input.setSelectionRange(found.at, end < 0 ? input.value.length : end);
    };
    clearTimeout(timer); // what is said now is newer
    input.setAttribute("aria-invalid", "true");
    fill(told, el("p", { class: "blamed" }, el("button", { type: "button", class: "link", click: go }, t("flags.line", { line: found.line, column: found.column })), " ", found.text));
    return true;
  }

  /** The nearest part of the text that a place names. */
  function placed({ field, message }, key) {
    if (typeof field !== "string") return null;
    const { places } = read(input.value);
    const whole = field.startsWith(`flags.${key}`) ? field.slice(`flags.${key}`.length).replace(/^\./, "") : field;
    const parts = whole.split(/(?=[.[])/);
    for (let count = parts.length; count >= 0; count -= 1) {
      const at = places.get(parts.slice(0, count).join(""));
      if (at !== undefined) return { ...placeOf(input.value, at), text: message };
    }
    return null;
  }

  const node = el("div", {}, input, told);
  return { blame, show: (text) => ((input.value = text), check(), node) };
}
