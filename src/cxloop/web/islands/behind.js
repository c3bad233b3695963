// Who is behind a number: a list in pages, each with the way into the journey, and the way back to the answer.
import { given, seen, send } from "./core/ask.js";
import { answerOf, listed } from "./core/behind.js";
import { el, fill, nameOf, part } from "./core/dom.js";
import { duration, minute, number } from "./core/format.js";
import { asked, opening } from "./core/opening.js";
import { journeyAddress, per } from "./core/question.js";
import { answering } from "./core/status.js";
import { table } from "./core/table.js";
import { t } from "./core/words.js";
import { folded, writing } from "./core/writing.js";

const PAGE = 50;
const IN_FILES = 100_000;
const SORTS = ["last", "first", "times", "events"];
/** Those that begin with the least. */
const UP = ["first"];
const sorts = () => (query().get("of") === "edge" ? ["wait", ...SORTS] : SORTS);
const query = () => new URLSearchParams(location.search);
const sortOf = () => (sorts().includes(query().get("sort")) ? query().get("sort") : sorts()[0]);
const downOf = (sort, reversed) => UP.includes(sort) === reversed;
const isReversed = () => query().get("reverse") === "true";
const offsetOf = () => Math.max(0, Number.parseInt(query().get("offset"), 10) || 0);

const load = () =>
  answering(async (signal) => {
    const own = listed();
    fill(part("back"), el("a", { href: answerOf(own) }, "← ", t("behind.answer")));
    leadBack(answerOf(own));
    const answer = await asked("behind", [...own, ["sort", sortOf()], ["reverse", isReversed()], ["offset", offsetOf()], ["limit", PAGE]], signal, seen);
    answer.asked.query.set("limit", Math.max(1, Math.min(answer.customers, IN_FILES))); // files are not turned over
    answer.asked.query.delete("offset");
    fill(part("answer"), opening(answer), answer.customers ? list(answer, own) : el("p", { class: "empty" }, t("behind.nobody")), segment(own));
  });
addEventListener("popstate", load);
load();

/** Where the answer stands in the room that the page is below, the room's name leads to it. */
function leadBack(answer) {
  const crumb = document.querySelector(".crumbs a[data-keep-scope]");
  if (crumb && new URL(answer, location).pathname === new URL(crumb.href).pathname) crumb.href = answer;
}

/** Something else of the list is shown; the address has it. */
function turn(changes) {
  const next = query();
  for (const [name, value] of Object.entries(changes)) value ? next.set(name, value) : next.delete(name);
  history.pushState(null, "", `?${next}`);
  return load();
}

function list(answer, own) {
  const link = (row) => el("a", { href: journeyAddress(row.customer, per(), [], [["behind", String(own)]]) }, nameOf(row.customer, 60));
  const columns = [
    { title: t(per() === "case" ? "word.case" : "word.customer"), value: (row) => row.customer, show: link },
    ...(answer.of === "edge" ? [{ title: t("behind.wait"), sort: "wait", value: (row) => row.wait_seconds, show: (row) => duration(row.wait_seconds), number: true }] : []),
    { title: t("behind.times"), sort: "times", value: (row) => row.times, show: (row) => number(row.times), number: true },
    { title: t("behind.events"), sort: "events", value: (row) => row.events, show: (row) => number(row.events), number: true },
    { title: t("behind.first"), sort: "first", value: (row) => row.first, show: (row) => el("time", { datetime: row.first }, minute(row.first)) },
    { title: t("behind.last"), sort: "last", down: true, value: (row) => row.last, show: (row) => el("time", { datetime: row.last }, minute(row.last)) },
  ];
  const sort = el("select", { change: (event) => turn({ sort: event.target.value, reverse: null, offset: null }).then(() => part("answer").querySelector("select")?.focus()) }, sorts().map((one) => el("option", { value: one, selected: one === sortOf() }, t(`behind.sort.${one}`))));
  const choose = async (by, down) => {
    await turn({ sort: by, reverse: down === downOf(by, false) ? null : "true", offset: null });
    part("answer").querySelector(`th[data-sort=${by}] button`)?.focus();
  };
  const server = { by: sortOf(), down: downOf(sortOf(), isReversed()), choose };
  return el("section", { class: "card" }, el("h2", {}, t("behind.list")), el("label", { class: "field" }, el("span", {}, t("behind.sort")), sort), table(t("behind.list"), columns, answer.members, { most: PAGE, server }), pager(answer));
}

function pager({ customers, members }) {
  if (customers <= PAGE && offsetOf() === 0) return null;
  const go = (key, offset, off) => el("button", { type: "button", class: "plain", disabled: off, click: () => turn({ offset }).then(() => part("answer").querySelector("h2")?.scrollIntoView()) }, t(key));
  const [begin, end] = [offsetOf() + 1, offsetOf() + members.length];
  return el("nav", { class: "pager", "aria-label": t("behind.pages") }, go("behind.previous", Math.max(0, offsetOf() - PAGE), offsetOf() === 0), el("span", { class: "muted" }, t("behind.page", { begin: number(Math.min(begin, customers)), end: number(end), all: number(customers) })), go("behind.next", offsetOf() + PAGE, end >= customers));
}

/** The same people as a segment that can be asked about from now on; where segments can say it. */
function segment(own) {
  const made = asSegment(own);
  if (!given().may || made === null) return null;
  const said = el("div", { role: "status" });
  const form = writing("behind.segment.make", [{ name: "name", label: t("segment.name"), needed: true }], ({ name }) => send("segments", { name, ...made }), () => fill(said, el("p", {}, t("behind.segment.made"), " ", el("a", { href: "/flags" }, t("room.flags")))));
  return el("section", { class: "card" }, folded(t("behind.segment"), el("p", { class: "hint" }, t("behind.segment.line")), form), said);
}

function asSegment(own) {
  const extra = [...own.keys()].filter((name) => !["of", "what", "having", "lacking", "outcome", "per"].includes(name));
  if (extra.length || own.get("per") === "case") return null;
  const [of, what] = [own.get("of"), own.getAll("what")];
  const [having, lacking] = [own.getAll("having"), own.getAll("lacking")];
  const quoted = (text) => `"${text.replace(/[\\"]/g, "\\$&")}"`;
  if (of === "step") return { having: [...having, what[0]], lacking };
  if (of === "channel") return { having: [...having, what[0] === "(none)" ? "channel is missing" : `channel = ${quoted(what[0])}`], lacking };
  if (of === "pain" && !having.length && !lacking.length) return { pain: what[0], ...(own.get("outcome") ? { outcome: own.get("outcome") } : {}) };
  return null;
}
