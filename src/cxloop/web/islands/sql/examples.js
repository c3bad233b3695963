// Queries to begin with.
import { el } from "../core/dom.js";
import { t } from "../core/words.js";

export const EXAMPLES = [
  {
    key: "sql.example.days",
    query: "SELECT date_trunc('day', time)::DATE AS day, count(*) AS events, count(DISTINCT customer) AS customers\nFROM events\nGROUP BY day\nORDER BY day",
    chart: "line", x: "day", y: "customers",
  },
  { key: "sql.example.steps", query: "SELECT step, events, customers, round(events / customers, 1) AS events_a_customer\nFROM steps\nORDER BY customers DESC", chart: "bar", x: "step", y: "customers" },
  { key: "sql.example.properties", query: "SELECT unnest(json_keys(properties)) AS property, count(*) AS events\nFROM events\nGROUP BY property\nORDER BY events DESC" },
  { key: "sql.example.waits", query: "SELECT from_step, to_step, customers, round(median_seconds / 60, 1) AS minutes\nFROM transitions\nWHERE customers >= 20\nORDER BY minutes DESC\nLIMIT 20" },
  { key: "sql.example.often", query: "SELECT events, count(*) AS customers\nFROM journeys\nGROUP BY events\nORDER BY events", chart: "pairs", x: "events", y: "customers" },
  { key: "sql.example.pains", query: "SELECT step, kind, customers, cost, cost_unit\nFROM pains\nORDER BY cost DESC NULLS LAST" },
];

/** A list of them; each is run when it is clicked. */
export const examples = (open) =>
  el("details", { class: "card", open: true }, el("summary", {}, t("sql.examples")), el("ul", { class: "chips" }, EXAMPLES.map((one) => el("li", {}, el("button", { type: "button", class: "plain", click: () => open(one) }, t(one.key))))));
