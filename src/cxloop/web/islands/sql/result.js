// The rows of a query as a table, and as a line, bars or pairs.
import { axes, chart, tooltip } from "../charts/chart.js";
import { el, fill, nameOf, shortened } from "../core/dom.js";
import { behindAddress, behindQuery } from "../core/behind.js";
import { counted, number, short } from "../core/format.js";
import { journeyAddress } from "../core/question.js";
import { table } from "../core/table.js";
import { t } from "../core/words.js";

const KINDS = ["line", "bar", "pairs"];
const MOST_DRAWN = 2000;
const NUMERIC = /INT|DOUBLE|FLOAT|DECIMAL/;

/** Everything about an answer. state: chart, x and y, changed in place; `changed` is told. */
export function result({ fields, values, cut, seconds }, state, changed) {
  const told = el("p", { class: "muted" }, counted("sql.rows", values.length), " · ", t("sql.seconds", { seconds: number(seconds, 2) }));
  const more = cut ? el("p", { class: "notice" }, t(`sql.cut.${cut}`, { rows: number(values.length) })) : null;
  const columns = fields.map(({ name, type }, at) => ({
    title: shortened(name, 60),
    value: (row) => row[at],
    show: (row) => linked(fields, row, at),
    number: NUMERIC.test(type) && !type.includes("["),
    wide: type === "JSON" || type === "VARCHAR",
  }));
  const rows = el("section", { class: "card" }, el("h2", {}, t("sql.result")), told, more, table(t("sql.result"), columns, values, { most: 50, part: Boolean(cut) }));
  return [values.length > 1 && fields.length > 1 ? drawing(fields, values, state, changed) : null, rows];
}

const cell = (value) => (value === null ? el("span", { class: "null" }, "NULL") : typeof value === "string" ? nameOf(value, 300) : String(value));

/** What a column of this name is of, and what a value of it looks like. */
const LEADING = { customer: /^/, case_id: /^/, id: /^\d+:\d+$/ };

/** Where a cell leads: to the journey of a customer or case, or to that of an event, which is marked there; null where it names none. */
function addressOf(fields, row, at) {
  const value = (name) => row[fields.findIndex((field) => field.name === name)];
  const name = fields[at].name;
  if (typeof row[at] !== "string" || row[at] === "" || !LEADING[name]?.test(row[at])) return null;
  if (name === "customer") return journeyAddress(row[at], "customer");
  if (name === "case_id") return journeyAddress(row[at], "case");
  const customer = value("customer");
  const nobody = new URLSearchParams();
  return typeof customer === "string" ? journeyAddress(customer, "customer", [], [["behind", String(behindQuery("event", row[at], {}, nobody))]]) : behindAddress("event", row[at], {}, nobody);
}

function linked(fields, row, at) {
  const href = addressOf(fields, row, at);
  return href ? el("a", { href, title: t(`sql.open.${fields[at].name}`) }, cell(row[at])) : cell(row[at]);
}

function drawing(fields, values, state, changed) {
  const names = fields.map((field) => field.name);
  const frame = el("div");
  const pick = (key, name, options) => {
    const made = el("select", { name }, options.map(([value, text]) => el("option", { value, selected: value === (state[name] ?? "") }, text)));
    made.addEventListener("change", () => ((state[name] = made.value || null), changed(), draw()));
    return el("label", { class: "field" }, el("span", {}, t(key)), made);
  };
  const column = names.map((name) => [name, shortened(name, 40)]);
  const numeric = column.filter((_, at) => values.some((row) => typeof row[at] === "number"));
  if (numeric.length === 0) return null;
  state.x = names.includes(state.x) ? state.x : names[0];
  state.y = numeric.some(([name]) => name === state.y) ? state.y : (numeric.find(([name]) => name !== state.x) ?? numeric[0])[0];
  function draw() {
    if (!KINDS.includes(state.chart)) return void fill(frame);
    const [x, y] = [names.indexOf(state.x), names.indexOf(state.y)];
    const shown = values.slice(0, MOST_DRAWN);
    const points = shown.map((row) => [row[x], typeof row[y] === "number" ? row[y] : null]);
    fill(frame, drawn(state, points, (place) => fields.map((_, at) => addressOf(fields, shown[place], at)).find(Boolean)), values.length > MOST_DRAWN ? el("p", { class: "muted" }, t("sql.drawn", { rows: number(MOST_DRAWN) })) : null);
  }
  draw();
  const kinds = [["", t("sql.chart.none")], ...KINDS.map((kind) => [kind, t(`sql.chart.${kind}`)])];
  return el("section", { class: "card" }, el("h2", {}, t("sql.chart")), el("div", { class: "fields" }, pick("sql.chart.kind", "chart", kinds), pick("sql.chart.x", "x", column), pick("sql.chart.y", "y", numeric)), frame);
}

function drawn({ chart: kind, x, y }, points, to) {
  const known = points.map(([, value]) => value).filter((value) => value !== null);
  const describe = t("sql.chart.describe", { kind: t(`sql.chart.${kind}`), x: shortened(x, 60), y: shortened(y, 60), least: short(known.reduce((a, b) => Math.min(a, b), Infinity)), most: short(known.reduce((a, b) => Math.max(a, b), -Infinity)) });
  const label = (value) => shortened(value ?? "NULL", 40);
  const amounts = (colour) => ({ axisLabel: { color: colour("soft"), formatter: short } });
  const measured = kind === "pairs" && points.every(([value]) => typeof value === "number");
  return chart(describe, (colour) => ({
    ...axes(colour, measured ? { type: "value", scale: true, ...amounts(colour) } : { data: points.map(([value]) => label(value)), boundaryGap: kind !== "line" }, { ...amounts(colour), scale: kind === "pairs" }),
    tooltip: { ...tooltip(colour, (shown) => [shown].flat().map((one) => `${shortened(points[one.dataIndex][0] ?? "NULL", 200)}\n${number(points[one.dataIndex][1], 3)}`).join("\n")), ...(kind === "pairs" ? { trigger: "item" } : {}) },
    series: [{ type: kind === "bar" ? "bar" : "line", showSymbol: true, data: measured ? points : points.map(([, value]) => value), itemStyle: { color: colour("c1") }, lineStyle: { color: colour("c1"), width: kind === "pairs" ? 0 : 2.5 }, symbolSize: kind === "pairs" ? 8 : 5 }],
  }), { to, names: true });
}
