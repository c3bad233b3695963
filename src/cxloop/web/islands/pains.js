// The ranked list of pain points.
import { asking } from "./asking/asking.js";
import { seen } from "./core/ask.js";
import { legendOf, shareColumns, sideNames } from "./core/comparison.js";
import { el, fill, nameOf, part } from "./core/dom.js";
import { counting } from "./core/behind.js";
import { day, number, people, percent } from "./core/format.js";
import { empty } from "./core/empty.js";
import { asked, opening } from "./core/opening.js";
import { compared, per, scope, within } from "./core/question.js";
import { answering } from "./core/status.js";
import { table } from "./core/table.js";
import { say, t } from "./core/words.js";
import { interval, rangeOf } from "./pain/interval.js";
import { families } from "./pain/families.js";
import { outcomeChoice } from "./pain/outcome.js";
import { about } from "./pain/method.js";
import { elsewhere } from "./pain/nothing.js";
import { cost, intervalOf, grouped, kindName, outcomeName, outcomeOf, quality, reach, signed, sure, withOthers } from "./pain/words.js";
import { channelCalled, channelText, stepName } from "./core/names.js";

/** That of the log, as far as it is looked at. */
let period = null;

asking(
  () =>
    answering(async (signal) => {
      const [answer, overview] = await Promise.all([asked("pains", compared(["outcome"]), signal), seen("overview", scope(), signal)]);
      period = overview.period;
      const all = families(answer.pains);
      const clear = all.filter(({ lead }) => sure(lead));
      const unsure = all.filter(({ lead }) => !sure(lead));
      fill(part("answer"), opening(answer), all.length ? null : empty(t("nothing.instead"), [...elsewhere(answer), ["/imports", t("empty.bring")]]), beside(answer), list(clear, answer), tested(unsure, answer, clear.length === 0), clear.length ? whole(answer) : null, about(answer));
    }),
  { controls: [outcomeChoice], sentence: () => t("room.pains") },
);

const address = (pain) => within(`/pains/${encodeURIComponent(pain.id)}`, [], ["outcome"]);
const perOf = (answer) => answer.per ?? per();

/** How many of both sides each pain point hits. */
function beside({ compare, pains }) {
  if (!compare) return null;
  const rows = compare.differences.map((row) => ({ ...row, pain: pains.find((one) => String(one.id) === row.what[0]) }));
  const columns = [
    { title: t("word.step"), value: ({ pain }) => pain.step, show: ({ pain }) => [el("a", { href: address(pain) }, stepName(pain.step, 60)), " ", el("span", { class: "chip" }, kindName(pain.kind))] },
    ...shareColumns(t("pains.beside.share")),
    { title: t("pains.col.q"), term: "q", value: (row) => row.q, show: (row) => quality(row.q), number: true },
  ];
  const sure_ = rows.filter((row) => row.sure).length;
  return el("section", { class: "card" }, el("h2", {}, t("compare.title")), el("p", { class: "muted" }, t("pains.beside.line")), legendOf(sideNames(compare)), table(t("compare.title"), columns, rows, { most: Math.max(sure_, 8) }));
}

function list(found, answer) {
  if (found.length === 0) return null;
  const range = rangeOf(found.map(({ lead }) => lead));
  const shared = answer.outcomes.length === 1 ? el("p", { class: "muted" }, say("pains.effect", { outcome: outcomeName(answer.outcome) })) : null;
  return el("section", {}, el("h2", {}, t("pains.list")), shared, el("ol", { class: "pains" }, found.map((family, at) => item(family, at + 1, range, answer))));
}

function item({ lead: pain, same }, rank, range, answer) {
  const { kind } = outcomeOf(pain.outcome);
  const span = intervalOf(pain, kind);
  const label = t("pains.interval", { effect: signed(pain.effect, kind), range: span });
  const costs = cost(pain, perOf(answer), period);
  return el(
    "li",
    { class: "card pain" },
    el("span", { class: "rank", "aria-hidden": "true" }, number(rank)),
    el(
      "div",
      {},
      el("ul", { class: "chips" }, el("li", { class: "chip bad" }, kindName(pain.kind)), pain.channel ? el("li", { class: "chip", title: t("pain.mostly", { channel: channelText(pain.channel) }) }, channelCalled(pain.channel, 30)) : null),
      el("h3", {}, el("a", { href: address(pain) }, stepName(pain.step, 80))),
      el("p", {}, withOthers(pain)),
      el("p", {}, reach(pain, perOf(answer)), pain.since ? ` · ${t("pains.since", { when: day(pain.since) })}` : null),
      el("p", {}, hardest(pain)),
      folded(same, answer),
    ),
    el("div", {}, answer.outcomes.length > 1 ? el("p", {}, say("pains.effect", { outcome: outcomeName(pain.outcome) })) : null, interval(pain, range, label), el("p", { class: "number" }, el("b", {}, signed(pain.effect, kind)), ` (${span})`)),
    el("div", { class: "cost" }, costs ? [el("b", {}, costs.text), el("small", { title: costs.how }, costs.unit), costs.also ? [el("br"), el("small", {}, costs.also)] : null] : el("small", {}, t("pains.cost.none")), el("br"), el("small", { title: t("pains.q.title") }, t("pains.q", { q: quality(pain.q) }))),
  );
}

/** Who is hit hardest, in words. */
function hardest(pain) {
  const rows = (pain.kind === "drop_off" ? [] : (pain.hardest_hit ?? [])).filter((row) => !(row.group === "channel" && row.value === pain.channel));
  return rows.length ? say("pains.hardest", { groups: rows.slice(0, 2).flatMap((row, at) => [at ? ", " : null, grouped(row)]) }) : null;
}

/** The same customers under other names. */
function folded(same, answer) {
  if (same.length === 0) return null;
  const row = (pain) => el("li", {}, el("a", { href: address(pain) }, kindName(pain.kind), pain.with?.length ? [" – ", withOthers(pain, 2)] : null), el("small", {}, ` ${people(pain.customers, perOf(answer))}`));
  return el("details", { class: "same" }, el("summary", {}, t("pains.same", { kinds: [...new Set(same.map((pain) => kindName(pain.kind)))].join(", ") })), el("ul", {}, same.map(row)));
}

/** What was tested and may be chance: folded, unless there is nothing else. */
function tested(found, answer, open) {
  if (found.length === 0) return null;
  const title = t("pains.unsure", { count: number(found.length) });
  const body = el("div", {}, el("p", { class: "muted" }, t("pains.unsure.line")), table(title, columns(answer, false), found.map(({ lead }) => lead), { most: 30 }));
  return el("details", { class: "card", open }, el("summary", {}, title), body);
}

function columns(answer, priced) {
  return [
    { title: t("word.step"), value: (row) => row.step, show: (row) => [el("a", { href: address(row) }, stepName(row.step, 60)), row.with?.length ? el("small", { class: "muted block" }, withOthers(row, 2)) : null] },
    { title: t("word.kind"), value: (row) => kindName(row.kind) },
    { title: t("word.channel"), value: (row) => row.channel, show: (row) => (row.channel ? channelCalled(row.channel, 40) : "–") },
    { title: t(perOf(answer) === "case" ? "word.cases" : "word.customers"), value: (row) => row.customers, show: (row) => counting(row.customers, "pain", row.id, { outcome: scope(["outcome"]).getAll("outcome") }), number: true },
    { title: t("word.share"), value: (row) => row.share, show: (row) => percent(row.share), number: true },
    { title: t("pains.col.effect"), term: "severity", value: (row) => row.effect, show: (row) => signed(row.effect, outcomeOf(row.outcome).kind), number: true },
    { title: t("pains.col.interval"), term: "interval", value: (row) => row.low, show: (row) => intervalOf(row, outcomeOf(row.outcome).kind), number: true },
    { title: t("pains.col.q"), term: "q", value: (row) => row.q, show: (row) => [quality(row.q), row.chance ? el("small", { class: "muted block" }, t(`pains.chance.${row.chance}`)) : null], number: true },
    priced ? { title: t("pains.cost"), value: (row) => row.cost, show: (row) => cost(row, perOf(answer))?.text ?? "–", number: true } : null,
    { title: t("pains.col.since"), value: (row) => row.since, show: (row) => (row.since ? day(row.since) : "–") },
  ].filter(Boolean);
}

const whole = (answer) => el("details", { class: "card" }, el("summary", {}, t("pains.table")), table(t("pains.table"), columns(answer, true), answer.pains, { most: 50 }));
