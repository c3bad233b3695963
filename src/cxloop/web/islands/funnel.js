// The funnel: steps chosen in order, how many get from each to the next, and how long it takes.
import { ask } from "./core/ask.js";
import { el, fill, nameOf, part, shortened } from "./core/dom.js";
import { duration, number, people, percent } from "./core/format.js";
import { per, plain, put, question, scope } from "./core/question.js";
import { answering } from "./core/status.js";
import { table } from "./core/table.js";
import { say, t } from "./core/words.js";

const list = part("steps");

function stepField(value = "") {
  const count = list.children.length + 1;
  const input = el("input", { name: "step", list: "known-steps", autocomplete: "off", "aria-label": t("form.step", { number: count }), value });
  const remove = () => (list.children.length > 2 ? item.remove() : (input.value = ""), number_());
  const item = el("li", {}, input, el("button", { type: "button", class: "quiet", "aria-label": t("form.remove", { number: count }), click: remove }, "×"));
  list.append(item);
  return input;
}

function number_() {
  [...list.children].forEach((item, at) => {
    item.querySelector("input").setAttribute("aria-label", t("form.step", { number: at + 1 }));
    item.querySelector("button").setAttribute("aria-label", t("form.remove", { number: at + 1 }));
  });
}

part("add-step").addEventListener("click", () => stepField().focus());

function write(form, query) {
  list.replaceChildren();
  const steps = query.getAll("step");
  for (let at = 0; at < Math.max(3, steps.length); at += 1) stepField(steps[at] ?? "");
  const rest = new URLSearchParams([...query].filter(([name]) => name !== "step"));
  put(form, rest.has("window") ? rest : new URLSearchParams([...rest, ["window", "7d"]]));
}

question(
  () =>
    answering(async (signal) => {
      const query = scope(["step", "order", "window", "breakdown"]);
      if (query.getAll("step").length < 2) return void fill(part("answer"), await suggestion(signal));
      const funnel = await ask("funnel", query, signal);
      fill(part("answer"), headline(funnel), card(funnel), (funnel.breakdown ?? []).length ? breakdown(funnel, query.get("breakdown")) : null);
    }),
  { read: plain, write },
);

/** Nothing chosen yet: offer the way most customers go. */
async function suggestion(signal) {
  const paths = await ask("paths", scope(), signal);
  const ways = (paths.top_variants ?? []).map((way) => [...new Set(way.steps)].slice(0, 4)).filter((steps) => steps.length > 1);
  const seen = new Set();
  const links = ways.filter((steps) => !seen.has(JSON.stringify(steps)) && seen.add(JSON.stringify(steps))).slice(0, 5);
  return el(
    "div",
    { class: "empty" },
    el("p", {}, t("funnel.choose")),
    links.length ? el("p", { class: "muted" }, t("funnel.suggest")) : null,
    links.map((steps) => el("p", {}, el("a", { href: `?${new URLSearchParams(steps.map((step) => ["step", step]))}` }, steps.flatMap((step, at) => [at ? " → " : null, nameOf(step, 40)])))),
  );
}

function headline({ steps, median_seconds }) {
  const [first, last] = [steps[0], steps.at(-1)];
  const values = { from: nameOf(first.step, 60), to: nameOf(last.step, 60), first: people(first.customers, per()), last: people(last.customers, per()), share: percent(last.share), median: duration(median_seconds) };
  return el("p", { class: "headline" }, say(last.customers ? "funnel.headline" : "funnel.headline.none", values));
}

function card(funnel) {
  return el("section", { class: "card" }, el("h2", {}, t("funnel.chart")), drawing(funnel.steps), el("div", { class: "twin" }, table(t("funnel.chart"), columns(), funnel.steps)));
}

function drawing(steps) {
  return el(
    "ol",
    { class: "funnel", "aria-label": t("funnel.chart") },
    steps.map((row, at) => {
      const lost = at + 1 < steps.length ? row.customers - steps[at + 1].customers : 0;
      return el(
        "li",
        {},
        el("span", {}, el("b", {}, `${number(at + 1)}. `), nameOf(row.step, 50)),
        el("span", { class: "track" }, el("i", { "width%": 100 * (row.share ?? 0), "aria-hidden": "true" })),
        el("span", { class: "share" }, percent(row.share), el("small", { class: "muted" }, ` ${number(row.customers)}`)),
        lost > 0 ? el("span", { class: "loss" }, `↓ ${t("funnel.lost", { customers: people(lost, per()) })}`) : null,
      );
    }),
  );
}

const columns = () => [
  { title: t("word.step"), value: (row) => row.step, show: (row) => nameOf(row.step) },
  { title: t(per() === "case" ? "word.cases" : "word.customers"), value: (row) => row.customers, show: (row) => number(row.customers), number: true },
  { title: t("funnel.of_first"), value: (row) => row.share, show: (row) => percent(row.share), number: true },
  { title: t("funnel.of_previous"), value: (row) => row.share_of_previous, show: (row) => percent(row.share_of_previous), number: true },
  { title: t("word.median"), value: (row) => row.median_seconds, show: (row) => duration(row.median_seconds, "short"), number: true },
  { title: t("word.p90"), value: (row) => row.p90_seconds, show: (row) => duration(row.p90_seconds, "short"), number: true },
];

function breakdown(funnel, by) {
  const title = t("funnel.by", { what: shortened(by, 60) });
  const steps = funnel.steps.map((row, at) => ({
    title: shortened(row.step, 30),
    value: (group) => group.steps[at]?.share,
    show: (group) => [percent(group.steps[at]?.share), el("br"), el("small", { class: "muted" }, number(group.steps[at]?.customers))],
    number: true,
  }));
  const value = { title: t("funnel.value"), value: (group) => group.value, show: (group) => (group.value === null ? t("word.none") : nameOf(group.value)) };
  return el("section", { class: "card" }, el("h2", {}, title), table(title, [value, ...steps], funnel.breakdown));
}
