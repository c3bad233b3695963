// What has just been done, with a way back for as long as it stands there.
import { el, fill } from "./dom.js";
import { failed } from "./status.js";
import { t } from "./words.js";

let region = null;

/** Says `text` at the foot of the page, with a button that does `back`; what fails is said in its place. */
export function undoable(text, back) {
  if (region === null) document.body.append((region = el("div", { class: "undo", role: "status" })));
  const close = () => fill(region);
  const undo = el("button", { type: "button", class: "plain", click: async () => {
    undo.setAttribute("aria-disabled", "true");
    try {
      await back();
      fill(region, el("p", { class: "notice" }, t("undo.done"), " ", el("button", { type: "button", class: "quiet", click: close }, t("undo.close"))));
    } catch (error) {
      fill(region, failed(error), el("button", { type: "button", class: "quiet", click: close }, t("undo.close")));
    }
  } }, t("undo.do"));
  fill(region, el("p", { class: "notice" }, el("span", {}, text), " ", undo, el("button", { type: "button", class: "quiet", click: close }, t("undo.close"))));
}
