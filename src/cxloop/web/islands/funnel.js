// The funnel: steps chosen in order, how many get from each to the next, how long it takes, and who they are.
import { choice, fieldChoice } from "./asking/controls.js";
import { asking } from "./asking/asking.js";
import { stepTold, stepWords } from "./asking/filters.js";
import { fieldName } from "./asking/known.js";
import { putSteps, stepList, stepsOf } from "./asking/steps.js";
import { seen } from "./core/ask.js";
import { legendOf, pairOf, points, sideNames, sideScope } from "./core/comparison.js";
import { counting, grouped } from "./core/behind.js";
import { el, fill, nameOf, part, shortened } from "./core/dom.js";
import { counted, duration, number, people, percent } from "./core/format.js";
import { asked, opening, sentence } from "./core/opening.js";
import { compared, per, scope } from "./core/question.js";
import { answering } from "./core/status.js";
import { table } from "./core/table.js";
import { valueName } from "./core/values.js";
import { say, t } from "./core/words.js";
import { membersPanel } from "./funnel/members.js";
import { nameTold, stepName } from "./core/names.js";

const OWN = ["step", "order", "window", "step_window", "breakdown"];

const WINDOWS = ["7d", "any", "1h", "1d", "14d", "30d", "90d", "365d"];

asking(
  () =>
    answering(async (signal) => {
      const query = compared(OWN);
      if (query.getAll("step").length < 2) return void fill(part("answer"), await suggestion(signal));
      const funnel = await asked("funnel", query, signal);
      fill(part("answer"), opening(funnel, sentence(funnel.told.says, (name) => nameTold(name, 60, stepTold))), card(funnel), beside(funnel), (funnel.breakdown ?? []).length ? breakdown(funnel, query.get("breakdown")) : null);
    }),
  {
    first: [stepList],
    controls: [
      choice(t("funnel.order"), "order", ["ordered", "strict", "any"].map((one) => [one, t(`funnel.${one}`)]), { also: (query) => putSteps(query, stepsOf(query)) }),
      choice(t("funnel.window"), "window", WINDOWS.map((one) => [one, t(`window.${one}`)])),
      fieldChoice(t("funnel.breakdown"), "breakdown", t("funnel.breakdown.hint"), ["event", "value"]),
    ],
    sentence: (query) => counted("funnel.sentence", stepsOf(query).length),
  },
);

/** Nothing chosen yet: offer the way most customers go. */
async function suggestion(signal) {
  const paths = await seen("paths", scope(), signal);
  const ways = (paths.top_variants ?? []).map((way) => [...new Set(way.steps)].slice(0, 4)).filter((steps) => steps.length > 1);
  const told = new Set();
  const links = ways.filter((steps) => !told.has(JSON.stringify(steps)) && told.add(JSON.stringify(steps))).slice(0, 5);
  const address = (steps) => `?${new URLSearchParams([...scope(), ...steps.map((step) => ["step", step])])}`;
  return el(
    "div",
    { class: "empty" },
    el("p", {}, t("funnel.choose")),
    links.length ? el("p", { class: "muted" }, t("funnel.suggest")) : null,
    links.map((steps) => el("p", {}, el("a", { href: address(steps) }, steps.flatMap((step, at) => [at ? " → " : null, stepName(step, 40)])))),
  );
}

function card(funnel) {
  const panel = membersPanel(funnel);
  return el("section", { class: "card" }, el("h2", {}, t("funnel.chart")), drawing(funnel.steps, panel.show), panel.node, el("div", { class: "twin" }, table(t("funnel.chart"), columns(), funnel.steps.map((row, at) => ({ ...row, at })))));
}

function drawing(steps, show) {
  const button = (at, lost, text) => el("button", { type: "button", class: "link", click: () => show(at + 1, lost) }, text);
  return el(
    "ol",
    { class: "funnel", "aria-label": t("funnel.chart") },
    steps.map((row, at) => {
      const lost = at + 1 < steps.length ? row.customers - steps[at + 1].customers : 0;
      return el(
        "li",
        {},
        el("span", { class: "funnel-step" }, el("b", {}, `${number(at + 1)}. `), stepWords(row.step, 50)),
        el("span", { class: "track" }, row.customers ? el("i", { "width%": 100 * (row.share ?? 0), "aria-hidden": "true" }) : null),
        el("span", { class: "share" }, percent(row.share), el("small", {}, row.customers ? button(at, false, people(row.customers, per())) : people(0, per()))),
        lost > 0 ? el("span", { class: "loss" }, "↓ ", button(at, true, t("funnel.lost", { customers: people(lost, per()) }))) : null,
      );
    }),
  );
}

/** Those who came to a step, or, lost, to the one before and no further; the first is 0. */
const came = (at, more = {}, lost = false) => ["funnel", scope(["step"]).getAll("step"), more && { ...Object.fromEntries(["order", "window", "step_window"].map((name) => [name, scope([name]).getAll(name)])), number: at + 1, who: lost ? "did_not" : null, ...more }];

const columns = () => [
  { title: t("word.step"), value: (row) => row.step, show: (row) => el("span", {}, stepWords(row.step, 90)) },
  { title: t(per() === "case" ? "word.cases" : "word.customers"), value: (row) => row.customers, show: (row) => counting(row.customers, ...came(row.at)), number: true },
  { title: t("funnel.of_first"), value: (row) => row.share, show: (row) => percent(row.share), number: true },
  { title: t("funnel.of_previous"), value: (row) => row.share_of_previous, show: (row) => percent(row.share_of_previous), number: true },
  { title: t("word.median"), term: "median", value: (row) => row.median_seconds, show: (row) => duration(row.median_seconds, "short"), number: true },
  { title: t("word.p90"), value: (row) => row.p90_seconds, show: (row) => duration(row.p90_seconds, "short"), number: true },
];

/** Both sides of a comparison, step by step. */
function beside({ compare }) {
  if (!compare) return null;
  const names = sideNames(compare);
  const [a, b] = compare.answers;
  const rows = a.steps.map((step, at) => ({ step: step.step, at, a: step, b: b.steps[at] }));
  const shown = (row) => pairOf([row.a.share, row.b.share], [percent(row.a.share), percent(row.b.share)]);
  const people_ = (side) => ({ title: `${side.toUpperCase()} · ${t(per() === "case" ? "word.cases" : "word.customers")}`, value: (row) => row[side].customers, show: (row) => counting(row[side].customers, ...came(row.at), number(row[side].customers), sideScope(compare, side === "a" ? 0 : 1)), number: true });
  const wait = (side) => ({ title: `${side.toUpperCase()} · ${t("word.median")}`, value: (row) => row[side].median_seconds, show: (row) => duration(row[side].median_seconds, "short"), number: true });
  const columns = [
    { title: t("word.step"), value: (row) => row.step, show: (row) => el("span", {}, stepWords(row.step, 90)) },
    { title: t("funnel.of_first"), value: (row) => row.a.share - row.b.share, show: shown, wide: true },
    { title: t("compare.difference"), value: (row) => row.a.share - row.b.share, show: (row) => points(row.a.share - row.b.share), number: true },
    people_("a"), people_("b"), wait("a"), wait("b"),
  ];
  return el("section", { class: "card" }, el("h2", {}, t("compare.title")), legendOf(names), table(t("compare.title"), columns, rows, { most: 16 }));
}

function breakdown(funnel, by) {
  const title = t("funnel.by", { what: shortened(fieldName(by), 60) });
  const steps = funnel.steps.map((row, at) => ({
    title: shortened(el("span", {}, stepWords(row.step, 30)).textContent, 60),
    value: (group) => group.steps[at]?.share,
    show: (group) => [percent(group.steps[at]?.share), el("br"), el("small", {}, counting(group.steps[at]?.customers, ...came(at, grouped(by, group.value)))), at ? el("span", { class: "bar", "aria-hidden": "true" }, el("i", { "width%": 100 * (group.steps[at]?.share ?? 0) })) : null],
    number: true,
  }));
  const value = { title: t("funnel.value"), value: (group) => group.value, show: (group) => valueName(group.value, by) };
  const wait = { title: t("funnel.whole"), value: (group) => group.median_seconds, show: (group) => duration(group.median_seconds, "short"), number: true };
  return el("section", { class: "card" }, el("h2", {}, title), table(title, [value, ...steps, wait], funnel.breakdown, { most: 25 }));
}
