// A dialog with whatever is done in it; Escape and its last button close it, and the focus comes back.
import { el } from "./dom.js";
import { t } from "./words.js";

/** Opens it under a heading, and gives it; `rename` puts another heading over it. */
export function dialog(heading, ...inside) {
  const close = el("button", { type: "button", class: "quiet", click: () => made.close() }, t("dialog.close"));
  const made = el("dialog", { class: "card asking", close: () => made.remove() }, el("h2", {}, heading), inside, el("div", { class: "actions" }, close));
  made.rename = (text) => ((made.querySelector("h2").textContent = text), made.setAttribute("aria-label", text));
  made.setAttribute("aria-label", heading);
  document.body.append(made);
  made.showModal();
  return made;
}
