// What a word means, in a dialog: with an example, and the way to all words.
import { el } from "../core/dom.js";
import { language, t } from "../core/words.js";

/** Explains a word by its key. */
export async function explain(key) {
  const { default: words } = language === "ko" ? await import("../../i18n/glossary.ko.json") : await import("../../i18n/glossary.en.json");
  const told = words[key];
  if (!told || document.querySelector("dialog.meaning")) return;
  const dialog = el(
    "dialog",
    { class: "card asking guide meaning", "aria-labelledby": "meaning-title", close: () => dialog.remove(), click: ({ target }) => target === dialog && dialog.close() },
    el("h2", { id: "meaning-title", tabindex: -1, autofocus: true }, told.word),
    el("p", {}, `${told.says}.`),
    el("p", { class: "muted" }, `${t("glossary.example")}: ${told.example}`),
    el("form", { method: "dialog", class: "actions" }, el("a", { href: `/glossary#${key}` }, t("glossary.title")), el("button", { class: "plain" }, t("journeys.close"))),
  );
  document.body.append(dialog);
  dialog.showModal();
}
