// How every answer begins: a sentence in plain words, how sure it is, what it leaves out and rests on, and the ways to take it along.
import { addressOf, seen } from "./ask.js";
import { el, part, shortened } from "./dom.js";
import { may, only } from "./may.js";
import { shareItem, takeMenu } from "./menu.js";
import { nameTold, stepName } from "./names.js";
import { t } from "./words.js";

const FORMATS = ["xlsx", "csv", "pdf", "html", "png", "svg"];
/** Questions whose answers tell of no single customer. */
const SHARED = new Set(["overview", "funnel", "paths", "retention", "pains", "performance", "verdicts", "edge", "step", "differences"]);
const ABOUT = ["sure", "left_out", "rests_on"];

/** The answer to a question with its words, and with what was asked. by: `ask` where it has to be that of this moment. */
export async function asked(question, parameters = {}, signal = undefined, by = seen) {
  const query = new URLSearchParams(parameters);
  const answer = await by(question, new URLSearchParams([...query, ["told", "1"]]), signal);
  return Object.assign(answer, { asked: { question, query } });
}

/** The sentence (or one that a page has of its own), what is to be known of it, and the menu of files. */
export const opening = ({ told, asked }, headline = sentence(told.says)) => [savedAs(), el("p", { class: "headline" }, headline), el("div", { class: "about" }, about(told), el("div", { class: "ways" }, saving(asked), takeAlong(asked, told.tables)))];

/** The name of the saved question that the page was opened from. */
function savedAs() {
  const node = el("p", { class: "saved-as", "data-part": "saved-as" });
  if (new URLSearchParams(location.search).has("saved")) import("./saving.js").then(({ savedLine }) => savedLine(node));
  return node;
}

/** Keeps the question of the page under a name. */
function saving({ question }) {
  if (question === "behind") return null; // it is asked from the number that it is behind
  const again = () => import("./saving.js").then(({ savedLine }) => savedLine(part("saved-as")));
  const open = async () => (await import("./saving.js")).saveDialog(proposed(question), again);
  return only("saved.save", el("button", { type: "button", class: "menu-like", click: open }, t(new URLSearchParams(location.search).has("saved") ? "saved.open_as" : "saved.open")));
}

/** A name from what is asked, not from what was answered; nothing about a single customer stands in it. */
function proposed(question) {
  const title = document.title.split(" · ")[0];
  const steps = new URLSearchParams(location.search).getAll("step").filter(Boolean);
  const asked = question === "journey" ? "" : steps.length > 1 ? steps.map((one) => stepName(one, 30).textContent).join(" → ") : (document.querySelector("[data-part=question] .sentence")?.textContent ?? "");
  return asked === "" ? title : asked.startsWith(title) ? asked : `${title}: ${asked}`;
}

/** A sentence of the server: texts, and names as names; `named` shows one. */
export const sentence = (parts, named = (name) => nameTold(name, 60)) => parts.map((part) => (typeof part === "string" ? part : el("b", {}, named(part.name))));

function about(told) {
  const known = ABOUT.filter((name) => told[name].length);
  if (known.length === 0) return null;
  const section = (name) => el("section", {}, el("h3", {}, t(`about.${name}`)), told[name].map((one) => el("p", {}, sentence(one))));
  return el("details", { class: "known" }, el("summary", {}, told.sure.length ? sentence(told.sure[0]) : t("about.title")), el("div", { class: "columns" }, known.map(section)));
}

/** Links to the same answer as a file; a menu that closes when it is left. */
export function takeAlong({ question, query }, tables = []) {
  const one = (title, at) => el("li", {}, el("a", { href: addressOf(question, [...query, ["as", "csv"], ["table", at + 1]]), download: "" }, t("take.csv.of", { table: shortened(title, 60) })));
  const link = (format) => format === "csv" && tables.length > 1 ? tables.map(one) : el("li", {}, el("a", { href: addressOf(question, [...query, ["as", format]]), download: "" }, t(`take.${format}`)));
  const shared = SHARED.has(question.split("/")[0]) && question !== "funnel/customers";
  return takeMenu([FORMATS.map(link), shared ? shareItem(question, query) : null]);
}
