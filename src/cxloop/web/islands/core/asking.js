// A question that is asked before something is done that cannot be taken back.
import { el } from "./dom.js";
import { t } from "./words.js";

/** Whether somebody says yes; the focus comes back to where it was. */
export function confirmed(question, yes) {
  return new Promise((resolve) => {
    const asked = el("dialog", { class: "card asking" }, el("p", {}, question), el("form", { method: "dialog", class: "actions" }, el("button", { class: "primary", value: "yes" }, yes), el("button", { class: "plain", value: "" }, t("ask.no"))));
    asked.setAttribute("aria-label", question);
    asked.addEventListener("close", () => (asked.remove(), resolve(asked.returnValue === "yes")));
    document.body.append(asked);
    asked.showModal();
  });
}
