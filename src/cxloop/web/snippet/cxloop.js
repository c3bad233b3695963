// The browser snippet: what visitors do on a page, sent to /v1/batch. Of what is typed only searches are read.
//   <script async src="https://HOST/cxloop.js" data-key="cxi_…" data-consent="required"></script>
import { begin, flush, get, keep, leave, names, random, remove, set, tried } from "./queue.js";
import { CLICKABLE, FIELDS, about, formName } from "./element.js";

const script = document.currentScript;
const { key, host, consent = "required", dnt } = script.dataset;
const refusing = dnt !== "ignore" && (navigator.doNotTrack === "1" || navigator.globalPrivacyControl);
const url = `${host ?? new URL(script.src).origin}/v1/batch`;
const called = window.cxloop?.q ?? [];
const held = [];
let state = "asking", place = "", seen = "", shown = 0, clicks = [], raged = -1e4, typed = new Map();
let anonymousId, userId;

function put(type, members) {
  if (state !== "granted") return;
  const context = { library: { name: "cxloop.js" }, locale: navigator.language };
  keep({ type, timestamp: new Date(), anonymousId, userId, context, ...members });
}

const track = (event, properties) => put("track", { event, properties });
const saw = (event, properties) => track(event, { ...properties, path: place });

/** What is shown now: the path, and the hash of pages that keep their path in it; never the query. */
const here = () => {
  const path = location.pathname + (/^#!?\//.test(location.hash) ? location.hash.split("?")[0] : "");
  return tried(() => decodeURI(path), () => path);
};

/** A new page, also one that a script put there; and what was searched for to get to it. */
function look() {
  const now = here(), asked = [...new URLSearchParams(location.search)];
  if (now !== place) {
    const referrer = place || document.referrer.split(/[?#]/)[0];
    if (place) away(true);
    place = now;
    shown = Date.now();
    const properties = { path: now, title: document.title, referrer };
    for (const [name, value] of asked) if (/^utm_/.test(name)) properties[name] = value;
    put("page", { name: now.replace(/[^/]*(\d{3}|@)[^/]*/g, "*").slice(0, 200), properties });
  }
  for (const [name, value] of asked) if (/^(q|query|search|s|keyword)$/i.test(name) && value !== get("search")) searched(value);
}

function searched(query) {
  if (state !== "granted" || !query.trim()) return;
  set("search", query);
  saw("searched", { query: query.trim().slice(0, 200) });
}

/** The page is out of sight, or left for good. */
function away(leaving) {
  if (shown) saw("stayed on page", { seconds: Math.round((Date.now() - shown) / 1000) });
  shown = 0;
  if (!leaving) return;
  for (const [form, fields] of typed) saw("form abandoned", { form: formName(form), fields: fields.size, last: [...fields].pop() });
  typed = new Map();
}

function clicked(event) {
  const target = event.composedPath()[0];
  if (!(target instanceof Element)) return;
  const found = target.closest(CLICKABLE);
  const known = about(found ?? target, found);
  if (found || getComputedStyle(target).cursor === "pointer") saw("clicked", known);
  if (found?.getRootNode() === document) soon(found, known);
  if (!event.detail || (!found && String(getSelection()))) return;
  const { timeStamp, clientX, clientY } = event;
  clicks = clicks.filter((one) => timeStamp - one.timeStamp <= 1000 && Math.hypot(one.clientX - clientX, one.clientY - clientY) <= 30).concat(event);
  if (!clicks[2]) return;
  if (timeStamp - raged > 1000) saw("rage clicked", known);
  raged = timeStamp;
}

/** A click after which nothing happens for two seconds is dead. */
function soon(element, known) {
  if (element.matches(`${FIELDS},summary,[target],[download],[popovertarget],[href^=mailto],[href^=tel]`)) return;
  const before = location.href + scrollY;
  let moved = false;
  const changes = new MutationObserver(() => (moved = true));
  changes.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const loads = new PerformanceObserver((list) => (moved ||= list.getEntries().some((one) => one.name !== url)));
  loads.observe({ type: "resource" });
  setTimeout(() => {
    changes.disconnect();
    loads.disconnect();
    if (!moved && before === location.href + scrollY && !document.hidden) saw("dead clicked", known);
  }, 2000);
}

const SEARCH = "[type=search],[role=search] input,[name=q],[name=query],[name=keyword]";
const searchField = (form) => form.querySelector(SEARCH) ?? (form.matches("[role=search]") ? form.querySelector("input") : null);

function submitted(event) {
  const field = searchField(event.target);
  typed.delete(event.target);
  if (field) searched(field.value);
}

function entered({ target: field, type }) {
  const form = field.form;
  if (type === "change") {
    if (!form && field.matches(SEARCH)) searched(field.value);
  } else if (form && !searchField(form)) typed.set(form, (typed.get(form) ?? new Set()).add(field.name || field.id || field.type));
}

function watch() {
  for (const name of ["pushState", "replaceState"]) {
    const plain = history[name];
    history[name] = (...given) => {
      plain.apply(history, given);
      setTimeout(look);
    };
  }
  const on = (name, then, at = document) => at.addEventListener(name, then, { capture: true, passive: true });
  on("popstate", () => setTimeout(look), window);
  on("hashchange", look, window);
  on("click", clicked);
  on("submit", submitted);
  on("input", entered);
  on("change", entered);
  on("visibilitychange", () => {
    if (document.hidden) {
      away();
      leave();
    } else shown = Date.now();
  });
  on("pagehide", () => {
    away(true);
    leave();
  }, window);
  on("online", flush, window);
}

function grant() {
  if (state === "granted") return;
  const first = !place;
  state = "granted";
  anonymousId = get("id") ?? random();
  userId = get("user") ?? undefined;
  set("id", anonymousId);
  begin(url, key);
  if (first) watch();
  look();
  for (const call of held.splice(0)) run(call);
}

const calls = {
  consent(answer) {
    if (refusing) return;
    if (answer === "granted") {
      set("consent", answer);
      grant();
    } else {
      state = "denied";
      held.length = 0;
      names().forEach(remove);
      if (consent !== "required") set("consent", "denied");
    }
  },
  track,
  identify(id, traits) {
    if (userId && userId !== `${id}`) calls.reset();
    set("user", (userId = `${id}`));
    put("identify", { traits });
  },
  reset() {
    remove("user");
    userId = undefined;
    set("id", (anonymousId = random()));
  },
};

/** Calls made before anybody consented wait in memory, and nowhere else. */
function run([name, ...given]) {
  if (name === "consent" || state === "granted") calls[name]?.(...given);
  else if (state === "asking" && !refusing) held.push([name, ...given]);
}

window.cxloop = (...call) => run(call);
window.cxloop.ids = () => (state === "granted" ? { anonymousId, userId } : {});
if (!refusing) {
  const said = get("consent");
  if (said === "denied") state = said;
  else if (consent !== "required" || said) grant();
}
for (const call of called) run(call);
