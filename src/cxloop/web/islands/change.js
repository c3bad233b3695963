// One change: its plan, its result so far, and the verdict that somebody signs.
import { metricField } from "./asking/metric.js";
import { acting } from "./core/acting.js";
import { Failure, ask, given, send } from "./core/ask.js";
import { counting } from "./core/behind.js";
import { el, fill, part } from "./core/dom.js";
import { between, day, minute, number, percent } from "./core/format.js";
import { following } from "./core/following.js";
import { keep } from "./core/keeping.js";
import { asked, opening } from "./core/opening.js";
import { answering, failed } from "./core/status.js";
import { table, twin } from "./core/table.js";
import { term } from "./core/term.js";
import { undoable } from "./core/undo.js";
import { has, t } from "./core/words.js";
import { folded, writing } from "./core/writing.js";
import { differenceOf, metricName, named, outcomeChip, stateChip, targetOf, thread, valueOf } from "./loop/words.js";
import { beforeAfter, exploring } from "./change/looks.js";
import { interval, rangeOf } from "./pain/interval.js";

const id = encodeURIComponent(given().change);

const load = (quiet = false) =>
  answering(
    async (signal) => {
      const [seen, history] = await Promise.all([ask(`changes/${id}`, {}, signal), ask(`changes/${id}/history`, {}, signal)]);
      const { change } = seen;
      fill(part("heading"), named(change.title));
      const result = change.started === null ? null : await asked(`verdicts/${id}`, {}, signal).catch((error) => error);
      if (result !== null && !(result instanceof Failure) && result instanceof Error) throw result;
      keep(part("answer"), [
        { key: "state", told: change.state, make: () => el("p", {}, stateChip(change.state), " ", thread(`change:${seen.id}`)) },
        seen.late && { key: "late", make: () => el("p", { class: "notice" }, t("change.late", { days: number(change.time_box_days) })) },
        result instanceof Failure && { key: "refused", told: result.message, make: () => el("section", { class: "card" }, el("h2", {}, t("change.result"), term("verdict")), failed(result)) },
        result !== null && !(result instanceof Failure) && { key: "result", make: () => el("section", { class: "card" }), inner: (card) => keep(card, resultParts(seen, result)) },
        { key: "plan", told: change, make: () => plan(seen) },
        { key: "past", told: history, make: () => past(history.versions) },
      ]);
      toSigning();
    },
    { quiet },
  );
const renew = () => load(true);
following(load);

let come = false;

/** Whoever comes to sign finds the form open, whichever answer is there first. */
function toSigning() {
  const form = !come && location.hash === "#sign" && document.querySelector("[data-part=sign]");
  come = true;
  if (!form) return;
  form.open = true;
  form.scrollIntoView({ block: "center" });
  form.querySelector("select").focus({ preventScroll: true });
}

/** Facts that stand under a word of the field. */
const TERMS = { metric: "metric", target: "target", guardrails: "guardrail", flag: "flag", arms: "holdout", design: "experiment" };

const fact = (name, value) => (value === null || value === undefined || value === "" ? null : [el("dt", {}, t(`change.${name}`), TERMS[name] ? term(TERMS[name]) : null), el("dd", {}, value)]);

function plan({ change, unit }) {
  const facts = el(
    "dl",
    { class: "facts" },
    fact("metric", change.metric && metricName(change.metric)),
    fact("target", `${targetOf(change, unit)}, ${t(`change.rule.${change.rule}`)}`),
    fact("guardrails", change.guardrails.length ? change.guardrails.map((one) => el("div", {}, metricName(one))) : null),
    fact("minimum", number(change.minimum)),
    fact("ends", change.ends && day(change.ends)),
    fact("flag", change.flag && named(change.flag)),
    fact("arms", change.arms.map((arm) => (arm === change.control ? t("change.control_arm", { arm }) : arm)).join(", ")),
    fact("design", change.design === "experiment" ? null : t("change.design.before_after")),
    fact("concerns", change.concerns && named(change.concerns)),
    fact("hypothesis", change.hypothesis && named(change.hypothesis)),
    fact("team", change.team && named(change.team)),
    fact("started", change.started && minute(change.started)),
    fact("ended", change.ended && minute(change.ended)),
    fact("note", change.note && named(change.note)),
    fact("ticket", change.ticket && [ticketLink(change.ticket), change.ticket_state === null ? null : ` (${t(`ticket.${change.ticket_state}`)})`]),
  );
  const said = el("div", { role: "status" });
  return el("section", { class: "card" }, el("h2", {}, t("change.plan")), facts, folded(t("change.ticket_edit"), ticketing(change)), change.state === "draft" ? [folded(t("change.edit"), editing(change)), said, el("div", { class: "actions" }, acting("change.start", () => send(`changes/${id}/start`), said, renew))] : el("p", { class: "hint" }, t("change.locked")));
}

const ticketLink = (url) => (/^https?:\/\//.test(url) ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, named(url)) : named(url));

const ticketing = (change) => writing("change.ticket_save", [{ name: "ticket", label: t("change.ticket"), value: change.ticket, hint: "https://…", kind: "url" }], ({ ticket = "" }) => send(`changes/${id}`, { ticket }), renew);

function editing(change) {
  const fields = [
    { name: "metric", make: metricField, label: t("change.metric"), value: change.metric, hint: "reaches:order placed" },
    { name: "guardrails", label: t("change.guardrails"), value: change.guardrails.join(", "), hint: "count:call:down", list: true },
    { name: "target", label: t("change.target_share"), value: change.points ? "" : String(100 * change.target), kind: "number" },
    { name: "rule", label: t("change.rule"), value: change.rule, options: ["default", "strict"].map((rule) => [rule, t(`change.rule.${rule}`)]) },
    { name: "minimum", label: t("change.minimum"), value: String(change.minimum), kind: "number" },
    { name: "ends", label: t("change.ends"), value: change.ends, kind: "date" },
    { name: "design", label: t("change.design"), value: change.design, options: ["experiment", "before_after"].map((one) => [one, t(`change.design.${one}`)]) },
    { name: "concerns", label: t("change.concerns"), value: change.concerns, hint: 'owner = "Busan"' },
    { name: "flag", label: t("change.flag"), value: change.flag },
    { name: "arms", label: t("change.arms"), value: change.arms.join(", "), list: true, hint: "old, new" },
    { name: "control", label: t("change.control"), value: change.control },
    { name: "window_days", label: t("change.window"), value: change.window_days && String(change.window_days), kind: "number" },
    { name: "hypothesis", label: t("change.hypothesis"), value: change.hypothesis },
  ];
  const work = ({ target, ...rest }) => send(`changes/${id}`, target === undefined ? rest : { ...rest, target: target / 100, points: false });
  return writing("change.save", fields, undoable("change.edit", "change", work, renew), renew, { task: "change.edit" });
}

/** The result, a part at a time, so that it follows the numbers while somebody signs. */
const resultParts = (seen, found) => [
  { key: "numbers", told: [found, seen.change.target, seen.change.points], make: () => numbers(seen, found) },
  found.signed
    ? { key: "signed", told: found.signed, make: () => signature(found.signed) }
    : { key: "sign", told: found.outcome, make: () => signing(found) },
  { key: "learn", make: () => learning(seen) },
];

function numbers(seen, found) {
  const { analysis, judgement, unit } = found;
  const bounds = judgement.bounds;
  return el(
    "div",
    {},
    el("h2", {}, t("change.result")),
    opening(found, [outcomeChip(found.outcome), " ", t(`verdict.reason.${found.reason}`)]),
    bounds === null ? null : [effectLine(found.metric, bounds, unit, rangeOf([bounds])), el("p", {}, t(found.experiment ? "change.lift" : "change.period_lift", { lift: bounds.lift === null ? "–" : signedShare(bounds.lift), target: targetOf(seen.change, unit) }))],
    found.experiment ? null : [el("p", { class: "notice" }, t("change.no_experiment")), beforeAfter(seen, found)],
    table(t(found.experiment ? "change.arms_table" : "change.periods_table"), columns(seen, unit), analysis.arms),
    bounds && judgement.guardrails.length ? [el("h3", {}, t("change.guardrails")), judgement.guardrails.map((one) => [effectLine(one.metric, one, one.unit, rangeOf([one])), guarded(seen, found, one)])] : null,
    el("p", { class: "muted" }, t(`change.${found.experiment ? "" : "period_"}${found.final ? "final" : "not_final"}`)),
    found.experiment ? exploring(seen, found) : null,
  );
}

const signature = (signed) => el("p", {}, t("change.signed", { author: signed.author, outcome: t(`verdict.${signed.outcome}`), decision: t(`decision.${signed.decision}`) }), signed.reason ? ` ${signed.reason}` : "");

const signedShare = (share) => `${share < 0 ? "−" : "+"}${percent(Math.abs(share))}`;

function effectLine(metric, found, unit, range) {
  const text = t("change.effect", { effect: differenceOf(found.effect, unit), range: between(differenceOf(found.low, unit), differenceOf(found.high, unit)) });
  return el("div", { class: "effect" }, el("p", {}, metricName(metric), found.broken ? [" ", el("span", { class: "chip bad" }, t("change.broken"))] : null), interval({ ...found, q: found.low > 0 || found.high < 0 ? 0 : 1 }, range, `${metric}: ${text}`), el("p", { class: "number" }, text));
}

/** Who is in an arm, or in a time around the change; who: did, did_not, or null for all; metric: null for the change's own. */
const inArm = ({ id, change }, arm, who = null, metric = null) => ["arm", [id, arm], { who, metric, per: change.per === "case" ? "case" : null }];

/** The arms by what a guardrail measures. */
function guarded(seen, { analysis }, { metric, unit }) {
  const told = analysis.metrics.find((one) => one.metric === metric);
  return told && twin(t("change.guardrail_arms", { metric: metricName(metric).textContent }), columns(seen, unit, metric), told.arms);
}

/** How many, and of a share, who they are. */
function counts(seen, row, unit, metric) {
  const link = (who, text) => counting(row.n, ...inArm(seen, row.arm, who, metric), text);
  const part = (who) => [" ", el("small", {}, link(who, t(`performance.who.${who}`)))];
  const shared = unit === "share";
  return [link(null, number(row.n)), shared && row.mean > 0 ? part("did") : null, shared && row.mean < 1 ? part("did_not") : null];
}

const columns = (seen, unit, metric = null) => [
  { title: t("change.arm"), value: (row) => row.arm, show: (row) => (has(`change.period.${row.arm}`) ? t(`change.period.${row.arm}`) : named(row.arm)) },
  { title: t("word.customers"), value: (row) => row.n, show: (row) => counts(seen, row, unit, metric), number: true },
  { title: t("change.value"), value: (row) => row.mean, show: (row) => valueOf(row.mean, unit), number: true },
  { title: t("change.interval"), term: "interval", value: (row) => row.mean_low, show: (row) => (row.mean_low === null ? "–" : between(valueOf(row.mean_low, unit), valueOf(row.mean_high, unit))), number: true },
];

function signing(found) {
  const fields = [
    { name: "decision", label: t("change.decision"), options: ["keep", "roll_back", "iterate"].map((one) => [one, t(`decision.${one}`)]) },
    { name: "outcome", label: t("change.outcome"), value: found.outcome, options: ["met", "not_met", "harmful", "inconclusive"].map((one) => [one, t(`verdict.${one}`)]) },
    { name: "reason", label: t("change.reason") },
  ];
  const form = folded(t("change.sign"), writing("change.sign", fields, (given) => send(`verdicts/${id}`, given), renew));
  form.dataset.part = "sign";
  return form;
}

const learning = (seen) => folded(t("change.learn"), writing("change.learn", [{ name: "learned", label: t("change.learned"), needed: true }, { name: "why", label: t("change.why") }, { name: "whom", label: t("board.whom") }], undoable("change.learn", "lesson", (given) => send("lessons", { change: seen.id, ...given }), renew), renew));

const fieldName = (name) => (has(`change.${name}`) ? t(`change.${name}`) : name);
const told = (value) => (value === null ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value));

function past(versions) {
  const rows = versions.flatMap((one) => Object.entries(one.fields).map(([name, [before, after]]) => ({ ...one, name, before, after })));
  const list = [
    { title: t("change.when"), value: (row) => row.changed, show: (row) => minute(row.changed) },
    { title: t("change.by"), value: (row) => row.by, show: (row) => named(row.by) },
    { title: t("change.field"), value: (row) => fieldName(row.name) },
    { title: t("change.before"), value: (row) => told(row.before), show: (row) => named(told(row.before)), wide: true },
    { title: t("change.after"), value: (row) => told(row.after), show: (row) => named(told(row.after)), wide: true },
  ];
  return el("details", { class: "fold" }, el("summary", {}, t("change.history")), table(t("change.history"), list, rows.filter((row) => row.version > 1)));
}
