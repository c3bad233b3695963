// What would be different, before a flag is saved: in sentences where the form can show it, and line by line.
import { el } from "../core/dom.js";
import { t } from "../core/words.js";
import { difference } from "./difference.js";
import { formOf } from "./model.js";
import { sentences } from "./words.js";
import { write } from "./written.js";

/** before: a definition, null for a flag that is new; null where nothing is different. */
export function preview(before, after) {
  const lines = difference(before === null ? [] : write(before).split("\n"), write(after).split("\n"));
  if (lines.every(({ kind }) => kind === "same")) return null;
  const [old, made] = [before === null ? null : formOf(before), formOf(after)];
  const told = made === null || (before !== null && old === null) ? null : difference(old === null ? [] : sentences(old), sentences(made));
  const code = list(lines, "difference code", t("flags.preview.code"));
  if (told === null) return [code];
  return [list(told, "difference", t("flags.preview.told")), el("details", { class: "fold" }, el("summary", {}, t("flags.preview.code")), code)];
}

const MARKS = { same: ["span", "  "], out: ["del", "− "], in: ["ins", "+ "] };

const list = (lines, kind, label) => el("ul", { class: kind, "aria-label": label }, lines.map(({ kind: one, line }) => el("li", { class: one }, el(MARKS[one][0], {}, el("span", { "aria-hidden": "true" }, MARKS[one][1]), one === "same" ? null : el("span", { class: "unseen" }, t(`flags.preview.${one}`)), line))));
