// The ranked list of pain points.
import { ask } from "./core/ask.js";
import { el, fill, nameOf, part } from "./core/dom.js";
import { day, number, percent } from "./core/format.js";
import { per, plain, put, question, scope, within } from "./core/question.js";
import { answering } from "./core/status.js";
import { table } from "./core/table.js";
import { say, t } from "./core/words.js";
import { interval, rangeOf } from "./pain/interval.js";
import { about } from "./pain/method.js";
import { cost, ends, kindName, outcomeName, outcomeOf, quality, reach, signed, sure } from "./pain/words.js";

const DETAILS = { reaches: "step", avoids: "step", returns: "days", value: "days", rating: "property" };
const detail = part("outcome-detail");

function shape(form) {
  const what = DETAILS[form.elements["outcome-kind"].value];
  detail.hidden = what === undefined;
  if (what === undefined) return;
  part("outcome-label").textContent = t(`outcome.detail.${what}`);
  const input = detail.querySelector("input");
  input.type = what === "days" ? "number" : "text";
  if (what === "step") input.setAttribute("list", "known-steps");
  else input.removeAttribute("list");
}

function read(form) {
  const query = plain(form);
  const kind = form.elements["outcome-kind"].value;
  const text = form.elements["outcome-detail"].value.trim();
  if (kind === "duration") query.append("outcome", kind);
  else if (kind && text) query.append("outcome", `${kind}:${text}`);
  return query;
}

function write(form, query) {
  put(form, query);
  const outcome = query.get("outcome");
  const { kind, detail: text } = outcomeOf(outcome ?? "");
  form.elements["outcome-kind"].value = outcome ? kind : "";
  form.elements["outcome-detail"].value = outcome ? text : "";
  shape(form);
}

part("question").elements["outcome-kind"].addEventListener("change", (event) => {
  shape(event.target.form);
  if (detail.hidden) event.target.form.requestSubmit();
  else detail.querySelector("input").focus();
});

question(
  () =>
    answering(async (signal) => {
      const answer = await ask("pains", scope(["outcome"]), signal);
      const clear = answer.pains.filter(sure);
      const unsure = answer.pains.filter((pain) => !sure(pain));
      fill(part("answer"), headline(answer, clear), list(t("pains.list"), clear, answer, 1), list(t("pains.unsure"), unsure.slice(0, 10), answer, clear.length + 1), answer.pains.length ? whole(answer) : null, about(answer));
    }),
  { read, write },
);

function headline(answer, clear) {
  const values = { count: el("strong", {}, number(clear.length)), tested: number(answer.tested), kind: clear[0] && el("strong", {}, kindName(clear[0].kind)), step: clear[0] && el("strong", {}, nameOf(clear[0].step, 60)) };
  return el("p", { class: "headline" }, say(clear.length ? "pains.headline" : "pains.headline.none", values));
}

const address = (pain) => within(`/pains/${encodeURIComponent(pain.id)}`, [], ["outcome"]);

function list(title, pains, answer, first) {
  if (pains.length === 0) return null;
  const range = rangeOf(pains);
  const shared = answer.outcomes.length === 1 ? el("p", { class: "muted" }, say("pains.effect", { outcome: outcomeName(answer.outcome) })) : null;
  return el("section", {}, el("h2", {}, title), shared, el("ol", { class: "pains", start: first }, pains.map((pain, at) => item(pain, first + at, range, answer))));
}

function item(pain, rank, range, answer) {
  const { kind } = outcomeOf(pain.outcome);
  const [low, high] = ends(pain, kind);
  const label = t("pains.interval", { effect: signed(pain.effect, kind), low, high });
  const costs = cost(pain);
  return el(
    "li",
    { class: sure(pain) ? "card pain" : "card pain unsure" },
    el("span", { class: "rank", "aria-hidden": "true" }, number(rank)),
    el(
      "div",
      {},
      el("ul", { class: "chips" }, el("li", { class: "chip bad" }, kindName(pain.kind)), pain.channel ? el("li", { class: "chip" }, nameOf(pain.channel, 30)) : null),
      el("h3", {}, el("a", { href: address(pain) }, nameOf(pain.step, 80))),
      el("p", {}, reach(pain, answer.per ?? per()), pain.since ? ` · ${t("pains.since", { when: day(pain.since) })}` : null),
      pain.with?.length ? el("p", {}, say("pains.with", { steps: pain.with.slice(0, 3).flatMap((step, at) => [at ? ", " : null, nameOf(step, 40)]) })) : null,
      same(pain, answer),
    ),
    el("div", {}, answer.outcomes.length > 1 ? el("p", {}, say("pains.effect", { outcome: outcomeName(pain.outcome) })) : null, interval(pain, range, label), el("p", { class: "number" }, el("b", {}, signed(pain.effect, kind)), ` (${t("time.to", { low, high })})`)),
    el("div", { class: "cost" }, costs ? [el("b", {}, costs.text), el("small", {}, costs.unit)] : el("small", {}, t(sure(pain) ? "pains.cost.none" : "pains.cost.uncertain")), el("br"), el("small", { title: t("pains.q.title") }, t("pains.q", { q: quality(pain.q) }))),
  );
}

/** Another finding at the same step that hits the same journeys and says more. */
function same(pain, answer) {
  const other = answer.pains.find((one) => one.id === pain.same_as);
  return other ? el("p", {}, say("pains.same", { kind: el("a", { href: address(other) }, kindName(other.kind)) })) : null;
}

function whole(answer) {
  const columns = [
    { title: t("word.step"), value: (row) => row.step, show: (row) => el("a", { href: address(row) }, nameOf(row.step, 60)) },
    { title: t("word.kind"), value: (row) => kindName(row.kind) },
    { title: t("word.channel"), value: (row) => row.channel, show: (row) => (row.channel ? nameOf(row.channel, 40) : "–") },
    { title: t(answer.per === "case" ? "word.cases" : "word.customers"), value: (row) => row.customers, show: (row) => number(row.customers), number: true },
    { title: t("word.share"), value: (row) => row.share, show: (row) => percent(row.share), number: true },
    { title: t("pains.col.effect"), value: (row) => row.effect, show: (row) => signed(row.effect, outcomeOf(row.outcome).kind), number: true },
    { title: t("pains.col.interval"), value: (row) => row.low, show: (row) => ends(row, outcomeOf(row.outcome).kind).join(" ~ "), number: true },
    { title: t("pains.col.q"), value: (row) => row.q, show: (row) => quality(row.q), number: true },
    { title: t("pains.cost"), value: (row) => row.cost, show: (row) => cost(row)?.text ?? "–", number: true },
    { title: t("pains.col.since"), value: (row) => row.since, show: (row) => (row.since ? day(row.since) : "–") },
  ];
  return el("details", { class: "card" }, el("summary", {}, t("pains.table")), table(t("pains.table"), columns, answer.pains, { most: 50 }));
}

