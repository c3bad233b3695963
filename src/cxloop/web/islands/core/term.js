// A small “?” beside a word of the field, which opens what it means.
import { el } from "./dom.js";
import { t } from "./words.js";

/** The button for a word, by its key in the glossary; its text is for those who hear it. */
export const term = (key) => el("button", { type: "button", class: "term", "data-term": key, "aria-haspopup": "dialog", "aria-label": t("glossary.what"), title: t("glossary.what") }, "?");
