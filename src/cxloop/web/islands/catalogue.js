// The catalogue of events that the traffic has shown: each with its properties, its schema, and what differs from it.
import { empty } from "./core/empty.js";
import { acting } from "./core/acting.js";
import { ask, send } from "./core/ask.js";
import { el, fill, nameOf, part } from "./core/dom.js";
import { counted, minute, number, percent } from "./core/format.js";
import { answering } from "./core/status.js";
import { table } from "./core/table.js";
import { has, t } from "./core/words.js";
import { stepName, stepText } from "./core/names.js";

const load = () =>
  answering(async (signal) => {
    const asked = ["catalogue", "schemas", "schemas/differences"].map((what) => ask(what, {}, signal));
    const [{ events }, schemas, { differences }] = await Promise.all(asked);
    const schemaOf = new Map(schemas.events.map((one) => [one.event, one]));
    const cards = events.map((one) => card(one, schemaOf.get(one.event), differences.filter((row) => row.event === one.event)));
    fill(part("answer"), events.length ? cards : empty(t("catalogue.nothing"), [["/touchpoints", t("empty.send")], ["/imports", t("empty.bring")]]));
  });
load();

const SCHEMA_TYPES = { string: "text", integer: "number", array: "list" }; // as JSON Schema says it: as the catalogue does
const typeOf = (name) => (has(`type.${name}`) ? t(`type.${name}`) : name);

function card(one, schema, differences) {
  const columns = [
    { title: t("catalogue.property"), value: (row) => row.name, show: (row) => nameOf(row.name) },
    { title: t("catalogue.types"), value: (row) => row.types.join(), show: (row) => row.types.map(typeOf).join(", ") },
    { title: t("catalogue.share"), value: (row) => row.share, show: (row) => percent(row.share), number: true },
    { title: t("catalogue.example"), value: (row) => row.example, show: (row) => el("code", {}, nameOf(row.example, 80)) },
  ];
  const told = t("catalogue.told", { count: number(one.count), first: minute(one.first), last: minute(one.last) });
  return el(
    "section",
    { class: "card" },
    el("h2", {}, stepName(one.event)),
    el("p", { class: "muted" }, told),
    one.fields.length ? table(stepText(one.event), columns, one.fields) : null,
    schemaPart(one.event, schema?.version ? schema : null, differences),
  );
}

function schemaPart(event, schema, differences) {
  const said = el("div", { role: "status" });
  const to = (what) => `schemas/${what}?event=${encodeURIComponent(event)}`;
  const state = schema ? t("schema.fixed", { version: number(schema.version), since: minute(schema.fixed) }) : t("schema.none");
  const fixed = acting(schema ? "schema.fix_anew" : "schema.fix", () => send(to("of")), said, load);
  const ended = schema ? acting("schema.end", () => send(to("end")), said, load) : null;
  return [
    el("p", { class: "muted" }, state, schema && !differences.length ? ` ${t("schema.kept")}` : null),
    differences.length ? [el("p", {}, counted("schema.differ", schema.violations)), table(t("schema.differences", { event: stepText(event) }), differing, differences)] : null,
    said,
    el("div", { class: "actions" }, fixed, ended),
  ];
}

function foundIn(row) {
  if (row.kind === "field_missing") return "–";
  if (row.kind === "field_value") return el("code", {}, nameOf(row.found, 80));
  return typeOf(SCHEMA_TYPES[row.found] ?? row.found);
}

const differing = [
  { title: t("catalogue.property"), value: (row) => row.field, show: (row) => nameOf(row.field) },
  { title: t("schema.difference"), value: (row) => row.kind, show: (row) => t(`difference.${row.kind}`) },
  { title: t("schema.found"), value: (row) => row.found, show: foundIn },
  { title: t("schema.messages"), value: (row) => row.count, show: (row) => number(row.count), number: true },
  { title: t("schema.last"), value: (row) => row.last, show: (row) => minute(row.last) },
];
