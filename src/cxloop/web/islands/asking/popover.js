// A button that opens a small panel beside it; Escape, a click elsewhere and leaving it close it.
import { el, fill } from "../core/dom.js";

const FOCUSABLE = "button:not([disabled]), input:not([disabled]), select, a[href], [tabindex='0']";
let made = 0;
let current = null;
let waiting = null;

/** Does `work` when no panel is open: at once, or as soon as the one that is closes. Only the last one waits. */
export function whenShut(work) {
  if (current === null) work();
  else waiting = work;
}

/** The button with its panel. inside(close): what is in the panel, made each time it opens. */
export function popover({ text, label, inside, kind = "plain", title = null }) {
  const id = `panel-${(made += 1)}`;
  const button = el("button", { type: "button", class: kind, "aria-haspopup": "dialog", "aria-expanded": "false", "aria-controls": id, title, "aria-label": title, click: () => (panel.hidden ? open() : close()) }, text);
  const panel = el("div", { class: "popover", role: "dialog", id, tabindex: -1, "aria-label": label, hidden: true });
  const node = el("span", { class: "popping" }, button, panel);
  const outside = (event) => node.contains(event.target) || !event.target.isConnected || close(false);

  function open() {
    current?.(false);
    current = close;
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    fill(panel, inside(close));
    place();
    (panel.querySelector("[data-first]") ?? panel.querySelector(FOCUSABLE))?.focus({ preventScroll: true });
    document.addEventListener("pointerdown", outside, true);
    document.addEventListener("focusin", outside, true);
  }
  /** Kept inside of the window, whatever the button's own place. */
  function place() {
    panel.style.setProperty("--shift", "0px");
    const { right, left } = panel.getBoundingClientRect();
    const wide = document.documentElement.clientWidth - 8;
    const shift = Math.max(Math.min(0, wide - right), 8 - left);
    panel.style.setProperty("--shift", `${shift}px`);
  }
  function close(back = true) {
    if (panel.hidden) return;
    current = null;
    panel.hidden = true;
    fill(panel);
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("focusin", outside, true);
    if (back && button.isConnected) button.focus({ preventScroll: true });
    const work = waiting;
    waiting = null;
    work?.();
  }
  panel.addEventListener("keydown", (event) => event.key === "Escape" && (event.stopPropagation(), close()));
  return { node, button, open, close };
}
