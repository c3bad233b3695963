// One prototype: what customers were asked, how many saw it and answered, and what they said.
import { acting } from "./core/acting.js";
import { ask, given, send } from "./core/ask.js";
import { el, fill, part } from "./core/dom.js";
import { between, minute, number, percent } from "./core/format.js";
import { journeyAddress } from "./core/question.js";
import { answering } from "./core/status.js";
import { table } from "./core/table.js";
import { offer, undoable } from "./core/undo.js";
import { t } from "./core/words.js";
import { folded, writing } from "./core/writing.js";
import { named, stateChip, thread } from "./loop/words.js";

const id = encodeURIComponent(given().prototype);

const load = () =>
  answering(async (signal) => {
    const seen = await ask(`prototypes/${id}`, {}, signal);
    fill(part("heading"), named(seen.title));
    arrived(seen);
    fill(part("answer"), about(seen), figures(seen), results(seen), seen.state === "open" ? linking() : null, said(seen));
  });
load();

/** Whoever has just made it is offered the way back. */
function arrived({ version }) {
  if (location.hash !== "#made") return;
  history.replaceState(history.state, "", location.pathname + location.search);
  offer(t("prototype.show"), () => send(`records/prototype/${id}/undo`, { version }), () => location.assign("/board"));
}

function about(seen) {
  const wrong = el("div", { role: "status" });
  const turn = seen.state === "open" ? "prototype.close" : "prototype.reopen";
  return el(
    "section",
    { class: "card" },
    el("p", {}, stateChip(seen.state), " ", thread(`prototype:${seen.id}`)),
    seen.description ? el("p", { class: "about" }, seen.description) : null,
    seen.address ? el("p", {}, el("a", { href: seen.address, target: "_blank", rel: "noopener noreferrer" }, named(seen.address))) : null,
    wrong,
    el("div", { class: "actions" }, acting(turn, undoable(turn, "prototype", () => edit({ state: seen.state === "open" ? "closed" : "open" }), load), wrong, load)),
    folded(t("prototype.edit"), editing(seen)),
  );
}

const edit = (fields) => send(`prototypes/${id}`, fields);

/** Other words for it; an empty field is a wish too. */
function editing({ title, description, address }) {
  const fields = [
    { name: "title", label: t("prototype.title"), value: title, needed: true },
    { name: "description", label: t("prototype.description"), kind: "long", value: description },
    { name: "address", label: t("prototype.address"), kind: "url", value: address, hint: "https://" },
  ];
  const work = (typed) => edit({ description: "", address: "", ...typed });
  return writing("change.save", fields, undoable("prototype.edit", "prototype", work, load), load, { task: "prototype.edit" });
}

function figures({ invitations, seen, answered }) {
  const figure = (name, value) => el("div", { class: "figure" }, el("dt", {}, t(name)), el("dd", {}, value));
  return el("dl", { class: "figures" }, figure("prototype.invited", invitations === null ? t("prototype.anybody") : number(invitations)), figure("prototype.seen", number(seen)), figure("prototype.answered", number(answered)));
}

const asks = ({ key, question }) => (question ? named(question) : t(`prototype.usual.${key}`));

const result = ({ kind, mean, share }) => (kind === "rating" ? number(mean, 2) : kind === "yes_no" ? percent(share) : "");

function interval({ kind, low, high }) {
  if (low === null) return kind === "text" ? "" : "–";
  return kind === "rating" ? between(number(low, 2), number(high, 2)) : between(percent(low), percent(high));
}

function results({ questions }) {
  const columns = [
    { title: t("prototype.question"), value: (row) => row.question || row.key, show: asks },
    { title: t("prototype.kind"), value: (row) => row.kind, show: (row) => t(`prototype.kind.${row.kind}`) },
    { title: t("prototype.answers"), value: (row) => row.n, show: (row) => number(row.n), number: true },
    { title: t("prototype.result"), value: (row) => row.mean ?? row.share, show: result, number: true },
    { title: t("prototype.interval"), value: (row) => row.low, show: interval, number: true },
  ];
  return el("section", { class: "card" }, el("h2", {}, t("prototype.results")), table(t("prototype.results"), columns, questions));
}

/** The links to hand out. The key is kept nowhere, so that whoever has it writes it down here. */
function linking() {
  const made = el("div", { "aria-live": "polite" });
  const work = async ({ key }) => {
    const { open, links } = await ask(`prototypes/${id}/links`, { key });
    const columns = [
      { title: t("prototype.customer"), value: (row) => row.customer, show: (row) => named(row.customer) },
      { title: t("prototype.link"), value: (row) => row.link, wide: true },
    ];
    fill(made, open === null ? table(t("prototype.links"), columns, links) : el("p", { class: "about" }, open));
  };
  const form = writing("prototype.make_links", [{ name: "key", label: t("prototype.key"), needed: true, hint: "cxi_…" }], work, () => {});
  return folded(t("prototype.links"), el("p", { class: "hint" }, t("prototype.links.line")), form, made);
}

function said({ questions, answers }) {
  const own = Object.fromEntries(questions.map((one) => [one.key, one]));
  const words = (one) => one.rating ?? (one.yes === null ? one.text : t(one.yes ? "prototype.yes" : "prototype.no"));
  const entry = (one) =>
    el(
      "article",
      { class: "card" },
      el("p", { class: "muted" }, el("a", { href: journeyAddress(one.customer, "customer") }, named(one.customer)), ` · ${minute(one.time)}`),
      el("dl", { class: "facts" }, one.said.map((each) => [el("dt", {}, asks(own[each.key])), el("dd", { class: "about" }, words(each))])),
    );
  return el("section", {}, el("h2", {}, t("prototype.said")), answers.length ? answers.slice(0, 200).map(entry) : el("p", { class: "muted" }, t("prototype.nothing_said")));
}
