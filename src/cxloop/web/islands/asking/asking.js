// A question put together by choosing. It lives in the address: copied, reloaded, gone back to, it is the same.
import { el, fill, part } from "../core/dom.js";
import { number } from "../core/format.js";
import { blameAgain } from "../core/status.js";
import { t } from "../core/words.js";
import { compareButton, compareWords } from "./compare.js";
import { chipList, chipsOf, filterButton } from "./filters.js";
import { held, whenFree } from "./held.js";
import { known, learn } from "./known.js";
import { periodButton, periodWords } from "./period.js";
import { whenShut } from "./popover.js";

const SOON_MS = 40;

/**
 * Makes the form, and calls `run` at the start and after each change; it returns a promise of its end.
 *
 * controls: functions of the state that give {node, show(query)}, for what only this page asks. first: those with a
 * frame of their own. compare, parts: whether there is something to compare, and whether parts of journeys may be
 * chosen. sentence(query): what is asked in a few words, for a small screen.
 */
export function asking(run, { first = [], controls = [], compare = true, parts = true, sentence = () => t("asking.this") } = {}) {
  const form = part("question");
  const state = { change, query: () => new URLSearchParams(location.search) };
  const past = [];
  let asked = location.search;
  let timer = 0;

  const line = el("button", { type: "button", class: "sentence", "aria-expanded": "false", click: () => line.setAttribute("aria-expanded", String(form.classList.toggle("open"))) });
  const own = [...first, ...controls].map((make) => make(state));
  const bar = el("div", { class: "scope-bar" });
  const said = el("div", { class: "said", role: "status" });
  const [head, fields] = [own.slice(0, first.length), own.slice(first.length)].map((some) => some.flatMap(({ node }) => node));
  fill(form, line, el("div", { class: "choosing-body" }, head, fields.length ? el("div", { class: "fields" }, fields) : null, bar), said);

  /** Something has been chosen. said: what is told of it, with a way back. */
  function change(update, { said: told = null } = {}) {
    const query = state.query();
    update(query);
    const next = query.size ? `?${query}` : "";
    if (next === location.search) return;
    past.push(location.search);
    go(next);
    tell(told);
  }

  function go(next) {
    keepPlace();
    history.pushState({ y: scrollY }, "", next || location.pathname);
    asked = location.search;
    show();
    soon();
  }

  function undo() {
    if (!past.length) return;
    go(past.pop());
    tell(t("asking.undone"), false);
  }

  function tell(text, back = true) {
    fill(said, text === null ? null : [el("span", {}, text), back ? el("button", { type: "button", class: "link", click: undo }, t("asking.undo")) : null]);
  }

  function soon() {
    part("answer").setAttribute("aria-busy", "true");
    clearTimeout(timer);
    timer = setTimeout(run, SOON_MS);
  }

  function show() {
    const query = state.query();
    line.textContent = [sentence(query), ...summary(query, { compare, parts })].filter(Boolean).join(", ");
    whenShut(() => {
      const now = state.query();
      held(form, () => {
        own.forEach((one) => one.show(now));
        fill(bar, scope(now));
      });
      blameAgain();
    });
  }

  function scope(query) {
    const keyed = (key, node) => (node.setAttribute("data-key", key), node);
    const drop = (update, what) => change(update, { said: t("chip.removed", { what }) });
    return [
      keyed("period", periodButton(query, (from, to) => change((now) => [["from", from], ["to", to]].forEach(([name, value]) => (value ? now.set(name, value) : now.delete(name))))).node),
      known.cases || query.get("per") === "case" ? keyed("per", perSwitch(query)) : null,
      el("ul", { class: "filters", "aria-label": t("filter.list") }, chipList(query, change, drop, { parts })),
      keyed("filter", filterButton(change, { parts }).node),
      compare ? keyed("compare", compareButton(query, change).node) : null,
      el("span", { class: "bar-end" }, keyed("undo", button("asking.undo", undo, past.length === 0)), keyed("copy", copy()), keyed("clear", button("form.reset", () => change((now) => [...now.keys()].forEach((name) => now.delete(name)), { said: t("asking.cleared") }), query.size === 0))),
    ];
  }

  function perSwitch(query) {
    const now = query.get("per") === "case" ? "case" : "customer";
    const one = (kind) => el("button", { type: "button", "aria-pressed": String(kind === now), "data-key": `per-${kind}`, click: () => change((to) => (kind === "case" ? to.set("per", "case") : to.delete("per"))) }, t(`per.switch.${kind}`));
    return el("span", { class: "segments", role: "group", "aria-label": t("scope.per") }, one("customer"), one("case"));
  }

  function copy() {
    const made = button("asking.copy", async () => {
      try {
        await navigator.clipboard.writeText(location.href);
        tell(t("asking.copied"), false);
      } catch {
        fill(said, el("input", { type: "text", readonly: true, value: location.href, "aria-label": t("asking.address") }));
        said.querySelector("input").select();
      }
    });
    return made;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea, input:not([role=combobox])") && event.target.value !== event.target.defaultValue;
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !event.shiftKey && !typing && past.length) event.preventDefault(), undo();
  });
  addEventListener("popstate", () => {
    if (location.search === asked) return; // only the place within the page has changed
    asked = location.search;
    tell(null);
    show();
    clearTimeout(timer);
    part("answer").setAttribute("aria-busy", "true");
    const { y = 0 } = history.state ?? {};
    Promise.resolve(run()).then(() => takePlace(y));
  });
  show();
  learn().then(() => whenFree(form, show)).catch(() => {});
  const { y = 0 } = history.state ?? {};
  keepingPlace();
  Promise.resolve(run()).then(() => takePlace(y));
}

const button = (key, click, off = false) => el("button", { type: "button", class: "quiet small", disabled: off, click }, t(key));

/** The scope in a few words, for the sentence. */
function summary(query, options) {
  const chips = chipsOf(query, options).map((one) => el("span", {}, one.words).textContent);
  const side = options.compare ? compareWords(query) : null;
  const few = chips.length > 2 ? [...chips.slice(0, 2), t("asking.more", { count: number(chips.length - 2) })] : chips;
  return [periodWords(query.get("from") ?? "", query.get("to") ?? ""), ...few, known.cases || query.get("per") === "case" ? t(`asking.per.${query.get("per") === "case" ? "case" : "customer"}`) : null, side && `${t("compare.with")} ${el("span", {}, side).textContent}`];
}

/** Where somebody was on a page belongs to its entry in the history. */
function keepingPlace() {
  history.scrollRestoration = "manual";
  let timer = 0;
  addEventListener("scroll", () => (clearTimeout(timer), (timer = setTimeout(keepPlace, 100))), { passive: true });
  addEventListener("pagehide", keepPlace);
}

const keepPlace = () => history.replaceState({ ...history.state, y: scrollY }, "");

function takePlace(y) {
  if (y > 0) requestAnimationFrame(() => requestAnimationFrame(() => scrollTo(0, y)));
}
