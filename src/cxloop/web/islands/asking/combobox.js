// A field to choose from a list with search: the combobox of ARIA 1.2, for keyboard, screen reader and touch.
import { el, fill, nameOf, shortened } from "../core/dom.js";
import { counted, number } from "../core/format.js";
import { t } from "../core/words.js";
import { REFUSED, whenFree } from "./held.js";
import { fitting } from "./search.js";

const MOST = 100;
const FOUND = "found"; // what is typed is a choice, and is about to be taken
const SETTLED = `[data-typed=${FOUND}], [aria-invalid=true]`;
let made = 0;

/**
 * The field. options(text, signal): a promise of [{value, label?, also?, note?, count?, off?}], the likeliest first, `also`
 * being other texts it is found by; searched here unless `searched`, where the server does it. choose(value) takes what was chosen. free(text): the option for what was
 * typed itself, or null. label names the field; text is what it shows, value what it stands for. written: it is a field to write in, and the
 * choices only help: the value of the one that is taken stands in it, and whatever else is written stays.
 */
export function combobox({ label, name = null, value = "", text = value, hint = "", options, choose, free = () => null, searched = false, taking = true, written = false }) {
  const id = `choice-${(made += 1)}`;
  const list = el("ul", { role: "listbox", id, "aria-label": t("choose.list", { label }), hidden: true });
  const said = el("span", { class: "unseen", role: "status" });
  const input = el("input", { type: "text", role: "combobox", name, autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-label": label, "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, placeholder: hint, "data-value": value });
  const wrong = el("span", { class: "blamed", role: "alert", id: `${id}-wrong`, hidden: true });
  const node = el("span", { class: "combobox" }, input, list, said, wrong);
  const rest = text && !written ? shortened(text, 80) : text;
  input[written ? "defaultValue" : "value"] = rest;
  let shown = [];
  let active = -1;
  let drawn = null;
  let typed = false;
  let asking = null;
  let looking = false;
  let early = false; // Enter came before what there is to choose
  let onward = false; // the field is being left with Tab

  const typing = (is) => ((typed = is) ? (input.dataset.typed = "") : delete input.dataset.typed);
  const isOpen = () => !list.hidden;
  async function open() {
    asking?.abort();
    const own = (asking = new AbortController());
    looking = true;
    if (!isOpen()) {
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      list.classList.remove("flip");
      list.classList.toggle("flip", list.getBoundingClientRect().right > document.documentElement.clientWidth - 4);
    }
    const wanted = typed ? input.value : "";
    const late = setTimeout(() => draw([], t("choose.looking")), 120);
    try {
      const found = await options(wanted, own.signal);
      if (own.signal.aborted) return;
      const fit = wanted && !searched ? fitting(found, wanted, (one) => [...new Set([one.label ?? one.value, one.value, ...(one.also ?? [])])].join(" ")) : found;
      const exact = wanted.trim() ? meantBy(fit.filter((one) => !one.off), wanted.trim()) : null;
      if (exact) fit.unshift(...fit.splice(fit.indexOf(exact), 1));
      const own_ = wanted.trim() ? free(wanted.trim()) : null;
      draw([...fit.slice(0, MOST), ...(own_ ? [own_] : [])], fit.length > MOST ? t("choose.more", { count: number(fit.length - MOST) }) : fit.length || own_ ? "" : t("choose.nothing"));
      said.textContent = counted("choose.found", fit.length);
      if (early && active >= 0) take(active);
    } catch (error) {
      if (error.name !== "AbortError" && !own.signal.aborted) draw([], error.message);
    } finally {
      clearTimeout(late);
      if (own === asking) looking = early = false;
    }
  }

  /** What is marked stays so, for as long as nothing else is typed: more choices may come while somebody presses Enter. */
  function draw(rows, note) {
    const marked = drawn === input.value ? shown[active]?.value : undefined;
    drawn = input.value;
    shown = rows;
    list.setAttribute("aria-busy", String(rows.length === 0)); // without choices it is no list of choices yet
    fill(list, rows.map(row), note ? el("li", { role: "presentation", class: "note" }, note) : null);
    const again = marked === undefined ? -1 : rows.findIndex((one) => one.value === marked && !one.off);
    if (again >= 0) return point(again);
    point(typed && rows.length ? rows.findIndex((one) => !one.off) : rows.findIndex((one) => one.value === value && value !== ""));
  }

  function row(one, at) {
    const told = one.count === undefined ? null : el("span", { class: "count" }, number(one.count));
    const parts = [el("span", { class: "choice" }, one.plain ? one.label : nameOf(one.label ?? one.value, 80), one.note ? el("small", {}, ` ${one.note}`) : null), told];
    return el("li", { role: "option", id: `${id}-${at}`, "aria-selected": "false", "aria-disabled": one.off ? "true" : null, mousedown: (event) => event.preventDefault(), click: () => take(at) }, parts);
  }

  function point(at) {
    active = at;
    [...list.querySelectorAll("[role=option]")].forEach((one, place) => one.setAttribute("aria-selected", String(place === at)));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", `${id}-${at}`);
    const option = list.children[at];
    if (option.offsetTop < list.scrollTop) list.scrollTop = option.offsetTop;
    else if (option.offsetTop + option.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = option.offsetTop + option.offsetHeight - list.clientHeight;
  }

  function step(by) {
    for (let tries = 0, at = active; tries < shown.length; tries += 1) {
      at = at < 0 && by < 0 ? shown.length - 1 : (at + by + shown.length) % shown.length;
      if (!shown[at].off) return point(at);
    }
  }

  function take(at) {
    const one = shown[at];
    if (!one || one.off) return;
    typing(false);
    close();
    if (written) (input.value = one.value), input.dispatchEvent(new Event("change", { bubbles: true }));
    choose(one.value, one);
  }

  /** Leaving with a text that is one of the choices takes it, as in any field; with another one it stays, and is said to be
   * none. Where that has to be looked up, whoever has gone on is not disturbed at what they do by then. */
  async function leave(to) {
    const text = input.value.trim();
    const ready = drawn === input.value && !looking ? shown : null;
    const forward = onward;
    const pressed = ready !== null && (to?.matches(":active") ?? false);
    const form = node.closest("form, .popover") ?? document.body;
    close();
    if (document.activeElement === input) return; // the window was left, not the field
    if (written) return typing(false);
    if (!typed || !taking || text === "") return restore();
    let one = null;
    try {
      one = meantBy(ready ?? (await options(text, new AbortController().signal)), text) ?? free(text);
    } catch {
      // what cannot be looked up is no choice
    }
    if (ready === null && one && !one.off) {
      input.dataset.typed = FOUND;
      await new Promise((go) => whenFree(form, go, SETTLED));
    }
    if (document.activeElement === input || input.value.trim() !== text || !typed) return;
    if (one && !one.off) {
      const now = document.activeElement;
      const gone = now !== document.body && now !== to;
      typing(false);
      choose(one.value, one, true);
      return follow(gone ? now : to, form, forward && !gone, pressed);
    }
    refuse(text);
  }

  function refuse(text) {
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", wrong.id);
    wrong.textContent = t("choose.none", { text: shortened(text, 40) });
    wrong.hidden = false;
  }

  function restore() {
    typing(false);
    input.value = rest;
    forgive();
  }

  function forgive() {
    if (wrong.hidden) return;
    wrong.hidden = true;
    wrong.textContent = "";
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }

  function close() {
    asking?.abort();
    early = false;
    list.hidden = true;
    said.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }

  const KEYS = {
    ArrowDown: () => (isOpen() ? step(1) : open()),
    ArrowUp: () => (isOpen() ? step(-1) : open()),
    PageDown: () => isOpen() && shown.length && point(Math.min(shown.length - 1, Math.max(active, 0) + 8)),
    PageUp: () => isOpen() && shown.length && point(Math.max(0, active - 8)),
    Enter: () => isOpen() && (active >= 0 && drawn === input.value ? take(active) : (early = looking)),
    Escape: () => (isOpen() || (typed && !written)) && (close(), written || restore(), true),
  };
  input.addEventListener("keydown", (event) => {
    onward = event.key === "Tab" && !event.shiftKey;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return; // Enter ends a syllable first
    const act = KEYS[event.key];
    if (!act) return;
    if (event.key === "Enter" && written && !(isOpen() && active >= 0)) return close(); // sends its form
    const done = act();
    if (event.key === "Escape" && done) event.stopPropagation();
    if (event.key !== "Escape") event.preventDefault();
  });
  input.addEventListener("input", () => (typing(true), (early = false), forgive(), open()));
  input.addEventListener("click", () => !isOpen() && open());
  input.addEventListener("focus", () => input.select());
  input.addEventListener("pointerdown", () => (onward = false));
  input.addEventListener(REFUSED, ({ detail }) => (typing(true), (input.value = detail), refuse(detail)));
  input.addEventListener("blur", (event) => leave(event.relatedTarget));
  return { node, input, open: () => (input.focus(), open()) };
}

/** The one choice that is exactly this text, either case; by its value before its label and what else it goes by. */
function meantBy(options, text) {
  const plain = (one) => String(one).normalize("NFC").toLowerCase();
  const alike = (textsOf) => options.filter((one) => textsOf(one).some((own) => own !== undefined && plain(own) === plain(text)));
  for (const found of [alike((one) => [one.value]), alike((one) => [one.label, one.typed, ...(one.also ?? [])])]) {
    const own = found.length > 1 ? found.filter((one) => [one.value, one.label].includes(text)) : found;
    if (own.length === 1) return own[0];
  }
  return null;
}

/** The focus is where it was going, and a press does what it was meant to do, also where that has been drawn anew; with
 * Tab it may go on where choosing goes on. */
function follow(to, form, forward, pressed) {
  const now = document.activeElement;
  if (forward && now !== document.body && now !== to) return;
  const key = to?.closest("[data-key]")?.dataset.key;
  const again = to?.isConnected ? to : key && form.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (again && pressed && again !== to && again.matches("button")) addEventListener("pointerup", () => again.click(), { once: true });
  // the browser is still about to move it
  setTimeout(() => (again ? again.focus({ preventScroll: true }) : now === document.activeElement && now.blur()));
}

/** Goes to the first field of a form that waits for something, and shows what there is to choose. */
export function enter(form) {
  const input = form.querySelector(".value input, input.value") ?? form.querySelector("input, textarea, select, a[href]");
  input?.focus();
  if (input?.matches("[role=combobox]")) input.click();
}
