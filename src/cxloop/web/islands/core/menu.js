// The menu of what an answer can be taken along as.
import { el } from "./dom.js";
import { may } from "./may.js";
import { t } from "./words.js";

/** The menu of these items of a list; it closes when it is left, and with Escape. toggle: done when it opens or closes. */
export function takeMenu(items, toggle = () => {}) {
  const menu = el("details", { class: "menu take", toggle }, el("summary", {}, t("take.title")), el("div", {}, el("ul", {}, items)));
  menu.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !menu.contains(relatedTarget) && (menu.open = false));
  menu.addEventListener("keydown", ({ key }) => key === "Escape" && menu.open && ((menu.open = false), menu.querySelector("summary").focus()));
  return menu;
}

/** The item that opens the dialog for a link; null for whoever may make none. */
export function shareItem(question, query, title) {
  const open = async () => (await import("./sharing.js")).shareDialog(question, query, title);
  return may("share.make") ? el("li", {}, el("button", { type: "button", class: "link", click: open }, t("share.open"))) : null;
}
