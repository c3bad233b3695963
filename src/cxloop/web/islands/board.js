// The board: from what was taken up to what was learned. Cards are moved by buttons, so that a keyboard will do.
import { acting } from "./core/acting.js";
import { ask, send } from "./core/ask.js";
import { el, fill, part } from "./core/dom.js";
import { counted, day, number, percent } from "./core/format.js";
import { answering } from "./core/status.js";
import { t } from "./core/words.js";
import { folded, writing } from "./core/writing.js";
import { changeAddress, costOf, metricName, named, outcomeChip, prototypeAddress, stateChip, targetOf, thread } from "./loop/words.js";

const load = () =>
  answering(async (signal) => {
    const [{ opportunities }, { ideas }, { prototypes }, { changes }, { lessons }, health] = await Promise.all(["opportunities", "ideas", "prototypes", "changes", "lessons", "loop"].map((one) => ask(one, {}, signal)));
    const shown = opportunities.filter((one) => one.opportunity.state !== "closed");
    const of = (...states) => changes.filter((one) => states.includes(one.change.state)).map(changeCard);
    fill(
      part("answer"),
      goes(health),
      el(
        "div",
        { class: "board" },
        column("board.opportunities", shown.map((one) => opportunityCard(one, ideas, prototypes, health.to_tell)), taking()),
        column("board.planned", of("draft"), planning(opportunities, ideas)),
        column("board.running", of("running")),
        column("board.decided", of("ended", "rolled_back")),
        column("board.lessons", lessons.slice(0, 12).map(lessonCard)),
      ),
    );
  });
load();

/** How well the loop goes; nothing as long as nothing has started. */
function goes({ days_to_verdict, shares, waiting, to_tell }) {
  const of = (name) => shares.find((one) => one.name === name);
  if (!of("with_verdict").of) return null;
  const figure = (name, value, more = null) => el("div", { class: "figure" }, el("dt", {}, t(name)), el("dd", {}, value, more && el("small", {}, more)));
  const share = (name) => figure(`loop.${name}`, percent(of(name).share, 0), of(name).of ? [t("loop.of", of(name)), ` (${percent(of(name).low, 0)} … ${percent(of(name).high, 0)})`] : null);
  return [
    el("dl", { class: "figures" }, figure("loop.days", days_to_verdict === null ? "–" : t("loop.days.value", { days: number(days_to_verdict) })), share("with_verdict"), share("met"), share("told")),
    waiting.length ? el("p", { class: "notice" }, counted("loop.waiting", waiting.length)) : null,
    to_tell.length ? el("p", { class: "notice" }, counted("loop.to_tell", to_tell.length)) : null,
  ];
}

const column = (key, cards, ...more) =>
  el("section", { class: "column", "aria-label": t(key) }, el("h2", {}, t(key), " ", el("span", { class: "muted" }, number(cards.length))), cards.length ? cards : el("p", { class: "muted" }, t("board.nothing")), more);

function opportunityCard({ id, opportunity, cost, priority }, ideas, prototypes, toTell) {
  const own = ideas.filter((one) => one.idea.opportunity === id);
  const said = el("div", { role: "status" });
  const add = writing("board.add_idea", [{ name: "title", label: t("board.idea"), needed: true }], (given) => send("ideas", { opportunity: id, ...given }), load);
  const near = el("div", { "aria-live": "polite" });
  add.elements.namedItem("title").addEventListener("input", (event) => past(event.target.value, near));
  add.append(near);
  return el(
    "article",
    { class: "card" },
    el("h3", {}, named(opportunity.title)),
    el("p", {}, named(opportunity.question)),
    cost === null ? null : el("p", { class: "muted" }, t("board.costs", { cost: costOf(cost, opportunity.unit), reach: number(opportunity.reach) })),
    priority === null ? null : el("p", { class: "muted" }, t("board.priority", { priority: number(priority) })),
    el("ul", { class: "ideas" }, own.map((one) => [ideaLine(one, said), showing(one, prototypes)])),
    folded(t("board.add_idea"), add),
    toTell.includes(id) ? folded(t("board.tell"), writing("board.tell", [{ name: "told", label: t("board.tell"), needed: true }], (given) => send(`opportunities/${id}/tell`, given), load)) : null,
    said,
    el("div", { class: "actions" }, thread(`opportunity:${id}`), acting("board.close", () => send(`opportunities/${id}`, { state: "closed" }), said, load)),
  );
}

const ideaLine = ({ id, idea, votes, comments }, said) =>
  el("li", {}, el("span", {}, named(idea.title), el("small", { class: "muted" }, ` ${named(idea.author).textContent}${comments.length ? ` · ${counted("board.comments", comments.length)}` : ""}`)), voting(votes, () => send(`ideas/${id}/vote`, { wanted: true }), said));

/** What customers were shown of an idea, and the form that shows it to them. */
function showing({ id, idea }, prototypes) {
  const kinds = ["rating", "yes_no", "text"].map((kind) => [kind, t(`prototype.answer.${kind}`)]);
  const questions = [1, 2, 3].flatMap((place) => [
    { name: `question${place}`, label: t("prototype.question_number", { place }) },
    { name: `kind${place}`, label: t("prototype.kind_number", { place }), options: kinds },
  ]);
  const fields = [
    { name: "title", label: t("prototype.title"), value: idea.title, needed: true },
    { name: "description", label: t("prototype.description"), kind: "long" },
    { name: "address", label: t("prototype.address"), kind: "url", hint: "https://" },
    ...questions,
    { name: "invited", label: t("prototype.invite"), kind: "lines", hint: "customer:anna" },
  ];
  const work = async (typed) => {
    const asked = [1, 2, 3].filter((place) => typed[`question${place}`]).map((place) => ({ text: typed[`question${place}`], kind: typed[`kind${place}`] }));
    const { title, description, address, invited } = typed;
    const made = await send("prototypes", { idea: id, title, description, address, invited, ...(asked.length ? { questions: asked } : {}) });
    location.assign(prototypeAddress(made.id));
  };
  const own = prototypes.filter((one) => one.idea === id);
  const line = (one) => el("li", {}, el("a", { href: prototypeAddress(one.id) }, named(one.title)), el("small", { class: "muted" }, t("prototype.counts", { seen: number(one.seen), answered: number(one.answered) })));
  return el("li", { class: "showing" }, own.length ? el("ul", { class: "ideas" }, own.map(line)) : null, folded(t("prototype.show"), el("p", { class: "hint" }, t("prototype.show.line")), writing("prototype.show", fields, work, () => {})));
}

/** A vote, with the number of those so far as its text. */
function voting(votes, work, said) {
  const made = acting("board.vote", work, said, load);
  made.textContent = `▲ ${number(votes)}`;
  made.setAttribute("aria-label", `${t("board.vote")}, ${counted("board.votes", votes)}`);
  return made;
}

let waiting = 0;

/** Similar attempts while an idea is being written. */
function past(text, near) {
  clearTimeout(waiting);
  if (text.trim().length < 4) return fill(near);
  waiting = setTimeout(async () => {
    const { lessons } = await ask("lessons", { like: text }).catch(() => ({ lessons: [] }));
    fill(near, lessons.length ? [el("p", { class: "notice" }, t("board.similar")), el("ul", {}, lessons.slice(0, 3).map(({ lesson }) => el("li", {}, outcomeChip(lesson.outcome), " ", named(lesson.learned), lesson.why ? el("small", { class: "muted" }, ` ${named(lesson.why).textContent}`) : null)))] : null);
  }, 350);
}

const changeCard = ({ id, change, late }) =>
  el(
    "article",
    { class: "card" },
    el("h3", {}, el("a", { href: changeAddress(id) }, named(change.title))),
    el("p", {}, stateChip(change.state), late ? [" ", el("span", { class: "chip bad" }, t("board.late"))] : null),
    change.metric ? el("p", { class: "muted" }, metricName(change.metric), ", ", targetOf(change)) : el("p", { class: "muted" }, t("board.no_metric")),
    change.ends ? el("p", { class: "muted" }, t("board.ends", { day: day(change.ends) })) : null,
    el("div", { class: "actions" }, thread(`change:${id}`)),
  );

const lessonCard = ({ id, lesson }) => el("article", { class: "card" }, outcomeChip(lesson.outcome), el("p", {}, named(lesson.learned)), lesson.why ? el("p", { class: "muted" }, named(lesson.why)) : null, el("div", { class: "actions" }, thread(`lesson:${id}`)));

const taking = () => folded(t("board.take"), el("p", { class: "hint" }, t("board.take.line")), writing("board.take", [{ name: "note", label: t("board.note"), needed: true }, { name: "question", label: t("board.question") }, { name: "whom", label: t("board.whom") }], (given) => send("opportunities", given), load));

function planning(opportunities, ideas) {
  const none = ["", t("word.none")];
  const fields = [
    { name: "title", label: t("change.title"), needed: true },
    { name: "metric", label: t("change.metric"), hint: "reaches:order placed" },
    { name: "opportunity", label: t("change.opportunity"), options: [none, ...opportunities.map((one) => [one.id, one.opportunity.title.slice(0, 60)])] },
    { name: "idea", label: t("change.idea"), options: [none, ...ideas.map((one) => [one.id, one.idea.title.slice(0, 60)])] },
  ];
  const work = ({ idea, ...given }) => send("changes", idea ? { ...given, ideas: [idea] } : given);
  return folded(t("board.plan"), writing("board.plan", fields, work, load));
}
