// One pain point: the sentence, the evidence, who is hit hardest, since when, and the journeys behind it.
import { ask, given } from "./core/ask.js";
import { el, fill, nameOf, part } from "./core/dom.js";
import { day, number, percent } from "./core/format.js";
import { journeyAddress, per, scope, within } from "./core/question.js";
import { answering, failed } from "./core/status.js";
import { table } from "./core/table.js";
import { say, t } from "./core/words.js";
import { interval, rangeOf } from "./pain/interval.js";
import { about } from "./pain/method.js";
import { cost, ends, kindName, outcomeName, outcomeOf, quality, sentence, signed, sure } from "./pain/words.js";

answering(async (signal) => {
  const answer = await ask(`pains/${encodeURIComponent(given().pain)}`, scope(["outcome"]), signal);
  const { pain } = answer;
  fill(part("heading"), nameOf(pain.step, 100), " ", el("span", { class: "chip bad" }, kindName(pain.kind)));
  fill(part("answer"), el("p", { class: "headline" }, sentence(pain, answer.per), sure(pain) ? null : [" ", t("pain.unsure")]), figures(pain, answer), el("div", { class: "columns" }, effect(pain), hardest(pain)), behind(pain), together(pain), about(answer));
});

const figure = (name, value, more) => el("div", { class: "figure" }, el("dt", {}, name), el("dd", {}, value, more ? el("small", {}, more) : null));

function figures(pain, answer) {
  const { kind } = outcomeOf(pain.outcome);
  const costs = cost(pain);
  return el(
    "dl",
    { class: "figures" },
    figure(t(answer.per === "case" ? "pain.reach.case" : "pain.reach"), number(pain.customers), t("pain.share", { share: percent(pain.share) })),
    figure(t("pains.col.effect"), signed(pain.effect, kind), say("pains.effect", { outcome: outcomeName(pain.outcome) })),
    figure(t("pains.cost"), costs ? costs.text : "–", costs ? costs.unit : t(sure(pain) ? "pains.cost.none" : "pains.cost.uncertain")),
    figure(t("pain.since"), pain.since ? day(pain.since) : "–", pain.since ? null : t("pain.since.none")),
    figure(t("pains.col.q"), quality(pain.q), t("pains.q.title")),
  );
}

function effect(pain) {
  const { kind } = outcomeOf(pain.outcome);
  const [low, high] = ends(pain, kind);
  const label = t("pains.interval", { effect: signed(pain.effect, kind), low, high });
  const where = pain.channel ? el("p", {}, `${t("word.channel")}: `, nameOf(pain.channel, 80)) : null;
  const link = el("p", {}, el("a", { href: within("/journeys", [["step", pain.step]]) }, t("pain.on_map")));
  return el("section", { class: "card" }, el("h2", {}, t("pain.interval")), interval(pain, rangeOf([pain]), label), el("p", { class: "number" }, label), el("p", { class: "muted" }, t("pain.interval.line")), where, link);
}

function hardest(pain) {
  const rows = pain.hardest_hit ?? [];
  const most = Math.max(...rows.map((row) => row.share ?? 0), 0.0001);
  const bar = (share) => el("span", { class: "bar human", "aria-hidden": "true" }, el("i", { "width%": (100 * share) / most }));
  const columns = [
    { title: t("pain.group"), value: (row) => `${row.group} ${row.value}`, show: (row) => [nameOf(row.group, 40), ": ", nameOf(row.value, 40), bar(row.share ?? 0)] },
    { title: t(per() === "case" ? "word.cases" : "word.customers"), value: (row) => row.customers, show: (row) => number(row.customers), number: true },
    { title: t("pain.group.share"), value: (row) => row.share, show: (row) => percent(row.share), number: true },
    { title: t("pain.group.others"), value: (row) => row.share_of_others, show: (row) => percent(row.share_of_others), number: true },
  ];
  return el("section", { class: "card" }, el("h2", {}, t("pain.hardest")), rows.length ? table(t("pain.hardest"), columns, rows) : el("p", { class: "muted" }, t("pain.hardest.none")));
}

function behind(pain) {
  const items = pain.examples.map((name) => {
    const item = el("li", {}, el("a", { href: journeyAddress(name) }, nameOf(name, 60)), el("p", { class: "waiting" }, t("status.asking")));
    strip(name, pain).then((drawn) => item.lastChild.replaceWith(drawn), (error) => item.lastChild.replaceWith(failed(error)));
    return item;
  });
  const list = items.length ? el("ul", { class: "journeys" }, items) : el("p", { class: "muted" }, t("journeys.examples.none"));
  return el("section", { class: "card" }, el("h2", {}, t("pain.journeys")), el("p", { class: "muted" }, t(document.querySelector(".banner") ? "pain.journeys.simulated" : "pain.journeys.line")), list);
}

/** The part of a journey around the step, as a row of steps. */
async function strip(name, pain) {
  const { events } = await ask("journey", { name, per: per() });
  const hit = Math.max(0, events.findIndex((event) => event.event === pain.step));
  const begin = Math.max(0, Math.min(hit - 4, events.length - 12));
  const shown = events.slice(begin, begin + 12);
  const step = (event) => el("span", { class: event.event === pain.step ? "here" : null }, nameOf(event.event, 30), event.channel ? el("small", { class: "muted" }, ` ${event.channel.slice(0, 14)}`) : null);
  const arrow = () => el("i", { "aria-hidden": "true" }, "→");
  const more = (count) => (count > 0 ? el("i", {}, t("journey.more", { count: number(count) })) : null);
  return el("div", { class: "strip" }, more(begin), shown.flatMap((event, at) => [at || begin ? arrow() : null, step(event)]), more(events.length - begin - shown.length));
}

function together(pain) {
  const names = pain.with ?? [];
  if (names.length === 0) return null;
  const chips = names.map((name) => el("li", { class: "chip" }, el("a", { href: within("/journeys", [["step", name]]) }, nameOf(name, 50))));
  return el("section", { class: "card" }, el("h2", {}, t("pain.with")), el("ul", { class: "chips" }, chips));
}
