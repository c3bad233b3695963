// The journey map, what was picked on it, and the same as tables.
import { asking } from "./asking/asking.js";
import { legendOf, shareColumns, sideNames, sideScope } from "./core/comparison.js";
import { counting } from "./core/behind.js";
import { el, fill, part } from "./core/dom.js";
import { duration, number, people, percent } from "./core/format.js";
import { asked, opening } from "./core/opening.js";
import { compared, per } from "./core/question.js";
import { answering } from "./core/status.js";
import { table } from "./core/table.js";
import { form, t } from "./core/words.js";
import { strongest } from "./map/layers.js";
import { drawMap } from "./map/map.js";
import { emptyPanel, showPicked } from "./map/panel.js";
import { stepName } from "./core/names.js";

const chosen = { steps: 14, edges: 28 };

const load = () =>
  answering(async (signal) => {
    const paths = await asked("paths", compared(["least"]), signal);
    fill(part("answer"), paths.journeys ? [opening(paths), beside(paths), mapped(paths), longest(paths), transitions(paths), variants(paths)] : el("p", { class: "empty" }, t("journeys.none")));
    pickFromAddress(paths);
  });
asking(load, { sentence: () => t("room.journeys") });

let pick = () => {};

function mapped(paths) {
  const panel = el("aside", { class: "card panel", "aria-label": t("journeys.panel"), "aria-live": "polite" });
  const place = el("div");
  const text = el("p", { class: "muted" });
  let map = null;
  const draw = (wanted = {}) => {
    const { steps, edges, possible } = strongest(paths, chosen.steps, chosen.edges, wanted);
    if (steps.length === 0) return void fill(place, el("p", { class: "muted" }, t("table.nothing")));
    sliders.edges.max = possible;
    text.textContent = t("journeys.map.describe", { steps: number(steps.length), edges: number(edges.length) });
    map = drawMap(steps, edges, per(), pick, toneOf(paths));
    fill(place, map.frame);
    map.zoom.fit();
  };
  pick = (what, { asked = true } = {}) => {
    if (!map.has(what)) draw(what);
    map.choose(what);
    keep(what);
    const from = document.activeElement;
    const back = () => (from?.isConnected && from.matches("td *, th *") ? from : place.querySelector('[tabindex="0"]'))?.focus();
    const close = () => (map.choose({}), keep({}), emptyPanel(panel), back());
    showPicked(panel, what, pick, close).then(() => show(panel, asked));
  };
  const sliders = {
    steps: slider("journeys.steps_shown", "steps", Math.min(40, paths.steps.length), draw),
    edges: slider("journeys.edges_shown", "edges", paths.edges.length, draw),
  };
  emptyPanel(panel);
  const zoom = (name, sign, act) => el("button", { type: "button", class: "plain", "aria-label": t(name), title: t(name), click: act }, sign);
  const tools = el(
    "div",
    { class: "map-tools" },
    Object.values(sliders).map((input) => input.closest("label")),
    el("div", { class: "zoom" }, zoom("journeys.zoom_out", "−", () => map.zoom.by(0.8)), zoom("journeys.zoom_in", "+", () => map.zoom.by(1.25)), zoom("journeys.zoom_fit", "⤢", () => map.zoom.fit(0.3))),
  );
  const card = el("section", { class: "card" }, el("h2", {}, t("journeys.map")), tools, place, legend(paths), text);
  requestAnimationFrame(() => draw());
  return [el("div", { class: "beside" }, card, panel)];
}

/** Brings what was picked before the eyes: it stands beside the map, or below it where that is too narrow. */
function show(panel, asked) {
  panel.querySelector("h2")?.focus({ preventScroll: true });
  const beside = getComputedStyle(panel).position === "sticky";
  const { top, bottom } = panel.getBoundingClientRect();
  const hidden = top < 0 || Math.min(bottom, top + innerHeight / 2) > innerHeight;
  if (hidden && (asked || !beside)) (beside ? panel.parentElement : panel).scrollIntoView({ block: "start" });
}

function slider(key, what, most, draw) {
  const value = Math.min(chosen[what], most);
  const shown = el("output", { class: "number" }, number(value));
  const input = el("input", { type: "range", min: 2, max: Math.max(most, 2), value, input: () => ((chosen[what] = Number(input.value)), (shown.textContent = number(input.value)), draw()) });
  el("label", { class: "slider" }, el("span", {}, t(key)), input, shown);
  return input;
}

const legend = ({ compare }) =>
  el(
    "ul",
    { class: "legend" },
    el("li", {}, el("i", { colour: "var(--c1)" }), t("journeys.legend.node")),
    el("li", {}, el("i"), t("journeys.legend.edge")),
    el("li", {}, el("i", { class: "dash" }), t("journeys.legend.back")),
    compare ? ["a", "b"].map((side) => el("li", {}, el("i", { class: side }), t("journeys.legend.more", { side: side.toUpperCase() }))) : null,
  );

/** Which side of a comparison takes a transition more often, beyond chance. */
function toneOf({ compare }) {
  const rows = new Map((compare?.edges ?? []).map((row) => [JSON.stringify([row.from, row.to]), row]));
  return (edge) => {
    const row = rows.get(JSON.stringify([edge.from, edge.to]));
    return row === undefined ? "" : row.low > 0 ? "more-b" : row.high < 0 ? "more-a" : "";
  };
}

/** Both sides of a comparison: the transitions that differ most, drawn and as a table. */
function beside({ compare }) {
  if (!compare) return null;
  const names = sideNames(compare);
  const most = Math.max(...compare.edges.flatMap((row) => [row.a ?? 0, row.b ?? 0]), 0.0001);
  const link = (row) => el("button", { type: "button", class: "link", click: () => pick({ edge: row }) }, stepName(row.from, 50), " → ", stepName(row.to, 50));
  const wait = (side) => ({ title: `${side.toUpperCase()} · ${t("word.median")}`, value: (row) => row[`${side}_median_seconds`], show: (row) => duration(row[`${side}_median_seconds`], "short"), number: true });
  const columns = [
    { title: `${t("word.from")} → ${t("word.to")}`, value: (row) => `${row.from} ${row.to}`, show: link },
    ...shareColumns(t("compare.shares"), (row, share, at) => counting(share, "edge", [row.from, row.to], {}, percent(share), sideScope(compare, at)), most),
    wait("a"),
    wait("b"),
  ];
  const sizes = compare.journeys.map((count, at) => [names[at], ` (${people(count, per())})`]);
  return el("section", { class: "card" }, el("h2", {}, t("compare.edges")), el("p", { class: "muted" }, t("compare.edges.line")), legendOf(sizes.map((size) => el("span", {}, size))), table(t("compare.edges"), columns, compare.edges, { most: 10 }));
}

/** What is picked belongs to the address as well. */
function keep({ step = null, edge = null }) {
  const query = new URLSearchParams(location.search);
  for (const name of ["step", "source", "target"]) query.delete(name);
  if (step !== null) query.set("step", step);
  if (edge !== null) query.set("source", edge.from), query.set("target", edge.to);
  history.replaceState(history.state, "", query.size ? `?${query}` : location.pathname);
}

function pickFromAddress() {
  const query = new URLSearchParams(location.search);
  const edge = { from: query.get("source"), to: query.get("target") };
  const what = query.has("step") ? { step: query.get("step") } : edge.from !== null && edge.to !== null ? { edge } : null;
  if (what) requestAnimationFrame(() => requestAnimationFrame(() => pick(what, { asked: false })));
}

/** The longest waits first, of transitions that enough have taken; the address has how many are enough. */
function longest({ waits }) {
  const enough = (least) => {
    const query = new URLSearchParams(location.search);
    if (least) query.set("least", least);
    else query.delete("least");
    history.replaceState(history.state, "", query.size ? `?${query}` : location.pathname);
    return load().then(() => part("least")?.focus({ preventScroll: true }));
  };
  const field = el("input", { type: "number", min: 1, step: 1, value: waits.least, required: true, "data-part": "least", change: () => field.reportValidity() && enough(field.value) });
  const usual = el("button", { type: "button", class: "quiet small", hidden: !new URLSearchParams(location.search).has("least"), click: () => enough(null) }, t("journeys.least.usual"));
  const said = waits.rarer ? t(form("journeys.rarer", waits.rarer), { least: people(waits.least, per()), count: number(waits.rarer) }) : t("journeys.rarer.none");
  return el(
    "section",
    { class: "card" },
    el("h2", {}, t("journeys.longest")),
    el("p", { class: "muted" }, said),
    el("div", { class: "map-tools" }, el("label", { class: "field" }, el("span", {}, t(per() === "case" ? "journeys.least.case" : "journeys.least")), field), usual),
    table(t("journeys.longest"), edgeColumns(), waits.edges, { sorted: { column: MEDIAN, down: true }, most: 8 }),
  );
}

const MEDIAN = 4;

function edgeColumns() {
  const link = (row) => el("button", { type: "button", class: "link", click: () => pick({ edge: row }) }, stepName(row.from, 60), " → ", stepName(row.to, 60));
  return [
    { title: `${t("word.from")} → ${t("word.to")}`, value: (row) => `${row.from} ${row.to}`, show: link },
    { title: t(per() === "case" ? "word.cases" : "word.customers"), value: (row) => row.customers, show: (row) => counting(row.customers, "edge", [row.from, row.to]), number: true },
    { title: t("word.count"), value: (row) => row.count, show: (row) => counting(row.count, "edge", [row.from, row.to]), number: true },
    { title: t("word.share"), value: (row) => row.share, show: (row) => percent(row.share), number: true },
    { title: t("word.median"), term: "median", value: (row) => row.median_seconds, show: (row) => duration(row.median_seconds, "short"), number: true },
    { title: t("word.p90"), value: (row) => row.p90_seconds, show: (row) => duration(row.p90_seconds, "short"), number: true },
  ];
}

const transitions = (paths) => el("section", { class: "card" }, el("h2", {}, t("journeys.all_edges")), table(t("journeys.all_edges"), edgeColumns(), paths.edges, { sorted: { column: 1, down: true } }));

function variants(paths) {
  const way = (row) => el("span", { class: "strip" }, row.steps.slice(0, 14).flatMap((step, at) => [at ? el("i", { "aria-hidden": "true" }, "→") : null, el("span", {}, stepName(step, 40))]), row.steps.length > 14 ? el("i", {}, t("journey.more", { count: number(row.steps.length - 14) })) : null);
  const columns = [
    { title: t("journeys.way"), value: (row) => row.steps.join(" "), show: way },
    { title: t(per() === "case" ? "word.cases" : "word.customers"), value: (row) => row.count, show: (row) => counting(row.count, "variant", row.steps), number: true },
    { title: t("word.share"), value: (row) => row.share, show: (row) => percent(row.share), number: true },
  ];
  return el("section", { class: "card" }, el("h2", {}, t("journeys.variants")), table(t("journeys.variants"), columns, paths.top_variants ?? [], { part: (paths.top_variants ?? []).length < paths.variants }));
}
