// One pain point: the sentence, the evidence, who is hit hardest, since when, and the journeys behind it.
import { acting } from "./core/acting.js";
import { ask, given, send } from "./core/ask.js";
import { el, fill, part } from "./core/dom.js";
import { counting } from "./core/behind.js";
import { day, number, percent } from "./core/format.js";
import { asked, opening } from "./core/opening.js";
import { per, scope, within } from "./core/question.js";
import { answering } from "./core/status.js";
import { table } from "./core/table.js";
import { term } from "./core/term.js";
import { undoable } from "./core/undo.js";
import { say, t } from "./core/words.js";
import { opportunityAddress } from "./loop/words.js";
import { evidence } from "./pain/evidence.js";
import { interval, rangeOf } from "./pain/interval.js";
import { about } from "./pain/method.js";
import { onset } from "./pain/onset.js";
import { cost, intervalOf, grouped, kindName, outcomeName, outcomeOf, quality, sentence, signed, sure, withOthers } from "./pain/words.js";
import { channelCalled, stepName } from "./core/names.js";

answering(async (signal) => {
  const [answer, { period }, { opportunities }] = await Promise.all([asked(`pains/${encodeURIComponent(given().pain)}`, scope(["outcome"]), signal), ask("overview", scope(), signal), ask("opportunities", {}, signal)]);
  const taken = opportunities.find(({ opportunity: { state, evidence } }) => state !== "closed" && evidence.some((one) => one.kind === "pain" && one.ref === given().pain));
  const { pain } = answer;
  fill(part("heading"), stepName(pain.step, 100), " ", el("span", { class: "chip bad" }, kindName(pain.kind)));
  fill(
    part("answer"),
    opening(answer, [sentence(pain, answer.per), sure(pain) ? null : [" ", t(pain.chance ? `pain.chance.${pain.chance}` : "pain.unsure")]]),
    withOthers(pain) ? el("p", { class: "lead" }, withOthers(pain)) : null,
    pain.same_as ? el("p", { class: "notice" }, say("pain.same", { other: el("a", { href: within(`/pains/${encodeURIComponent(pain.same_as)}`, [], ["outcome"]) }, t("pain.same.other")) })) : null,
    figures(pain, answer, period),
    el("div", { class: "columns" }, effect(pain), hardest(pain)),
    onset(pain, period),
    evidence(pain),
    together(pain),
    taking(pain, taken),
    about(answer),
  );
});

const figure = (name, value, more, word = null) => el("div", { class: "figure" }, el("dt", {}, name, word ? term(word) : null), el("dd", {}, value, more ? el("small", {}, more) : null));

function figures(pain, answer, period) {
  const { kind } = outcomeOf(pain.outcome);
  const costs = cost(pain, answer.per, period);
  return el(
    "dl",
    { class: "figures" },
    figure(t(answer.per === "case" ? "pain.reach.case" : "pain.reach"), counting(pain.customers, "pain", pain.id, { outcome: scope(["outcome"]).getAll("outcome") }), t(answer.per === "case" ? "pain.share.case" : "pain.share", { share: percent(pain.share) }), "reach"),
    figure(t("pains.col.effect"), signed(pain.effect, kind), say("pains.effect", { outcome: outcomeName(pain.outcome) }), "severity"),
    figure(t("pains.cost"), costs ? costs.text : "–", costs ? [el("span", { title: costs.how }, costs.unit), costs.also ? [el("br"), costs.also] : null] : t(sure(pain) ? "pains.cost.none" : "pains.cost.uncertain")),
    figure(t("pain.since"), pain.since ? day(pain.since) : "–", pain.since ? null : t("pain.since.none")),
    figure(t("pains.col.q"), quality(pain.q), t("pains.q.title"), "q"),
  );
}

function effect(pain) {
  const { kind } = outcomeOf(pain.outcome);
  const label = t("pains.interval", { effect: signed(pain.effect, kind), range: intervalOf(pain, kind) });
  const where = pain.channel ? el("p", {}, say("pain.mostly", { channel: channelCalled(pain.channel, 80) })) : null;
  const link = el("p", {}, el("a", { href: within("/journeys", [["step", pain.step]]) }, t("pain.on_map")));
  return el("section", { class: "card" }, el("h2", {}, t("pain.interval"), term("interval")), interval(pain, rangeOf([pain]), label), el("p", { class: "number" }, label), el("p", { class: "muted" }, t(kind === "duration" ? "pain.interval.line.duration" : "pain.interval.line")), where, link);
}

function hardest(pain) {
  const rows = pain.hardest_hit ?? [];
  if (pain.kind === "drop_off") return el("section", { class: "card", "data-tour": "who" }, el("h2", {}, t("pain.hardest")), el("p", {}, rows.length ? say("pain.hardest.loss", { group: grouped(rows[0]) }) : t("pain.hardest.none")));
  const most = Math.max(...rows.map((row) => row.share ?? 0), 0.0001);
  const bar = (share) => el("span", { class: "bar human", "aria-hidden": "true" }, el("i", { "width%": (100 * share) / most }));
  const columns = [
    { title: t("pain.group"), value: (row) => `${row.group} ${row.value}`, show: (row) => [grouped(row), bar(row.share ?? 0)] },
    { title: t(per() === "case" ? "word.cases" : "word.customers"), value: (row) => row.customers, show: (row) => counting(row.customers, "pain", pain.id, { outcome: scope(["outcome"]).getAll("outcome"), ...grouped(row.group, row.value) }), number: true },
    { title: t("pain.group.share"), value: (row) => row.share, show: (row) => percent(row.share), number: true },
    { title: t("pain.group.others"), value: (row) => row.share_of_others, show: (row) => percent(row.share_of_others), number: true },
  ];
  return el("section", { class: "card", "data-tour": "who" }, el("h2", {}, t("pain.hardest")), rows.length ? table(t("pain.hardest"), columns, rows) : el("p", { class: "muted" }, t("pain.hardest.none")));
}

function together(pain) {
  const names = (pain.with ?? []).filter((name) => name !== pain.step && !(pain.kind === "ping_pong" && name === "owners"));
  if (names.length === 0) return null;
  const chips = names.map((name) => el("li", { class: "chip" }, el("a", { href: within("/journeys", [["step", name]]) }, stepName(name, 50))));
  return el("section", { class: "card" }, el("h2", {}, t("pain.with")), el("ul", { class: "chips" }, chips));
}

/** Takes it up, or, where it is, leads to its card. taken: the opportunity that it has become. */
function taking(pain, taken) {
  const [said, place] = [el("div", { role: "status" }), el("div", { class: "actions" })];
  const query = scope(["outcome"]);
  const card = () => el("p", { "data-tour": "taken" }, el("a", { href: opportunityAddress(taken.id) }, t("board.taken")), " · ", el("a", { href: "/board" }, t("room.board")));
  const show = () => fill(place, taken ? card() : button, said);
  const work = undoable("board.take_pain", "opportunity", async () => (taken = await send(`opportunities${query.size ? `?${query}` : ""}`, { pain: pain.id })), () => ((taken = null), show()));
  const button = acting("board.take_pain", work, said, () => (show(), place.querySelector("a").focus()));
  button.dataset.tour = "take";
  show();
  return place;
}
