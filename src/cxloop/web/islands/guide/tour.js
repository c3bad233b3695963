// The tour: through the pages with their own data, from a pain point to the board. It points at what is to be pressed and
// waits until it is; where it is left, it can be gone on with.
import { el, fill } from "../core/dom.js";
import { t } from "../core/words.js";
import { count, STEPS } from "./stops.js";

const LOOK_MS = 250;
const PATIENCE_MS = 6000;
const { workspace } = document.documentElement.dataset;
const key = `cxloop.tour.${workspace}`;
let state = null;
let clock = 0;
let began = 0;
let target = null;

const title = el("h2", { id: "tour-title", tabindex: -1 });
const text = el("div", { "aria-live": "polite" });
const buttons = el("div", { class: "actions" });
const card = el("section", { class: "card tour", role: "dialog", "aria-labelledby": "tour-title" }, title, text, buttons);
const ring = el("div", { class: "tour-ring", "aria-hidden": "true" });

/** Begins, or goes on where it was left. */
export function startTour() {
  const old = read();
  state = { at: 0, pain: null, none: false, ...(old ?? {}), paused: false };
  keep();
  const home = homeOf(STEPS[state.at]);
  if (isHere(STEPS[state.at])) show(true);
  else location.assign(home);
}

/** After a page has come: goes on, unless it was left. */
export function resume() {
  state = read();
  if (state && !state.paused) show(true);
}

function read() {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? "null");
    return found && STEPS[found.at] ? found : null;
  } catch {
    return null;
  }
}

const keep = () => localStorage.setItem(key, JSON.stringify(state));
const isHere = (step) => step.path === undefined || step.path.test(location.pathname);
const homeOf = (step) => step.home ?? (state.pain || "/pains");

/** Shows the step of now. focus: whether the card takes it, as on a new page. */
function show(focus = false) {
  while (STEPS[state.at]?.skip?.(state)) state.at += 1;
  const step = STEPS[state.at];
  if (!step) return end();
  keep();
  began = Date.now();
  target = null;
  if (!card.isConnected) document.body.append(ring, card);
  document.documentElement.classList.add("touring");
  fill(title, t("tour.title"), " ", el("small", { class: "muted" }, t("tour.of", { at: count(state, state.at), all: count(state, STEPS.length - 1) })));
  draw(step, null);
  if (focus) title.focus({ preventScroll: true });
  clearInterval(clock);
  clock = setInterval(() => look(step), LOOK_MS);
  look(step);
}

function draw(step, missing) {
  const button = (name, click, kind = "plain") => el("button", { type: "button", class: kind, click }, t(`tour.${name}`));
  const elsewhere = !isHere(step);
  const told = elsewhere ? t("tour.elsewhere") : missing ? t("tour.missing") : null;
  fill(text, el("p", {}, t(`tour.${step.name}`)), told ? el("p", { class: "muted" }, told) : null);
  fill(
    buttons,
    elsewhere || step.link ? el("a", { class: "plain button", href: homeOf(step), click: () => step.link && advance(step, false) }, t(elsewhere ? "tour.there" : "tour.back")) : null,
    step.look ? button("next", () => advance(step), "primary") : target ? button("go", () => target.focus({ preventScroll: false })) : null,
    button("skip", () => advance(step), "quiet"),
    button("leave", leave, "quiet"),
  );
}

/** Finds what is to be pressed, and sees whether it has been. */
function look(step) {
  if (!isHere(step)) return place(null);
  if (step.done?.()) return advance(step, false);
  const all = [step.find ?? []].flat().flatMap((one) => [...document.querySelectorAll(one)]);
  const found = all.find(isShown) ?? null;
  const hidden = found === null && all[0]?.closest("#rooms") ? document.querySelector(".menu-button") : null;
  if (found !== target) {
    target = found;
    draw(step, null);
    (found ?? hidden)?.scrollIntoView({ block: "center" });
  }
  place(found ?? hidden);
  const answered = document.querySelector("main .failure") || !document.querySelector("main .waiting, [data-part=answer][aria-busy], [data-part=answer][hidden]");
  if (!found && !hidden && answered && step.find && Date.now() - began > (step.none ? 1500 : PATIENCE_MS)) {
    if (step.none) return step.none(state), advance(step);
    if (!text.querySelector(".muted")) draw(step, true);
  }
}

const isShown = (node) => node.getClientRects().length > 0 && getComputedStyle(node).visibility !== "hidden";

/** Whatever fits counts, also before it was pointed at. */
function pressed({ target: at }) {
  const step = state && !state.paused && STEPS[state.at];
  if (!step || !isHere(step) || step.done || step.look) return; // what is chosen there counts, not the press
  const found = [step.find ?? []].flat().map((one) => at.closest?.(one)).find(Boolean);
  if (!found) return;
  step.keep?.(state, found);
  state.at += 1;
  keep();
  setTimeout(() => state && show(), 0); // where the press leads to another page, that goes on
}

function advance(step, focus = true) {
  state.at = STEPS.indexOf(step) + 1;
  show(focus);
}

/** The ring around what is to be pressed. */
function place(node) {
  const box = node?.getBoundingClientRect();
  ring.hidden = !box || box.width === 0;
  if (!box) return;
  for (const [side, value] of [["left", box.left - 6], ["top", box.top - 6], ["width", box.width + 12], ["height", box.height + 12]]) ring.style.setProperty(side, `${value}px`);
}

function leave() {
  state.paused = true;
  keep();
  shut();
}

function end() {
  localStorage.removeItem(key);
  shut();
}

function shut() {
  clearInterval(clock);
  document.documentElement.classList.remove("touring");
  card.remove();
  ring.remove();
  (target?.isConnected ? target : document.getElementById("content")).focus({ preventScroll: true });
  state = target = null;
}

card.addEventListener("keydown", ({ key: name }) => name === "Escape" && leave());
document.addEventListener("click", pressed, true);
document.addEventListener("keydown", (event) => ["Enter", " "].includes(event.key) && event.target.matches("[role=button]") && pressed(event), true);
addEventListener("scroll", () => state && place(target), true);
