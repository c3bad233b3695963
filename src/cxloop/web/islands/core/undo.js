// “Done – Undo”: says what was done, and takes it back by a button or Ctrl+Z for as long as the message stays.
import { send } from "./ask.js";
import { el, fill } from "./dom.js";
import { failed } from "./status.js";
import { t } from "./words.js";

const STAYS_MS = 15_000;
let current = null;
/** It is there before it says something, or nobody hears it. */
const place = el("div", { class: "undo", role: "status", "aria-live": "polite", hidden: true });

/** Says that `what` was done. back(): takes it back; then(): shows what there is now. It stays while somebody is at it. */
export function offer(what, back, then = () => {}) {
  const at = document.querySelector("dialog[open]") ?? document.body; // beside a dialog nothing can be pressed
  if (place.parentNode !== at) at.append(place);
  clearTimeout(current?.timer);
  const own = (current = { back: undo, timer: 0 });
  const before = document.activeElement;
  const button = el("button", { type: "button", class: "link", click: undo }, t("undo.back"));
  const close = el("button", { type: "button", class: "x", "aria-label": t("undo.close"), click: shut }, "×");
  const wait = () => (clearTimeout(own.timer), (own.timer = setTimeout(shut, STAYS_MS)));
  const hold = () => clearTimeout(own.timer);
  place.hidden = false;
  fill(place, el("p", { pointerenter: hold, pointerleave: wait, focusin: hold, focusout: wait }, el("span", {}, t("undo.done", { what })), " ", button, close));
  wait();

  async function undo() {
    if (current !== own) return;
    current = null;
    hold();
    const focused = place.contains(document.activeElement);
    try {
      await back();
      fill(place, el("p", {}, t("undo.undone", { what })));
      await then();
    } catch (error) {
      fill(place, failed(error));
    }
    if (focused) (before?.isConnected ? before : document.getElementById("content")).focus({ preventScroll: true });
    own.timer = setTimeout(() => place.contains(document.activeElement) || current || (place.hidden = true), STAYS_MS);
  }
  function shut() {
    if (current === own) current = null;
    place.hidden = true;
  }
}

/** `work`, which writes a record of a kind down and gives it back, with the way back; `what` is the key of what it does. */
export const undoable = (what, kind, work, then) => async (...given) => {
  const answer = await work(...given);
  const { id = "last", version = null } = answer[`${kind}s`]?.[0] ?? (kind === "comment" ? {} : answer);
  offer(t(what), () => send(`records/${kind}/${encodeURIComponent(id)}/undo`, version === null ? {} : { version }), then);
  return answer;
};

document.addEventListener("keydown", (event) => {
  const [target] = event.composedPath(); // an editor may stand behind a shadow
  const typing = target.isContentEditable || (target.matches("input, textarea") && target.value !== target.defaultValue);
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.code !== "KeyZ" || typing || event.defaultPrevented || !current) return;
  event.preventDefault();
  current.back();
});
