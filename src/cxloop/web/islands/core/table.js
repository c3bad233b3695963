// Tables that can be sorted, and the twin that every chart has.
import { el, fill } from "./dom.js";
import { number } from "./format.js";
import { term } from "./term.js";
import { t } from "./words.js";

/**
 * A table. columns: {title, value(row), show(row)?, number?, wide?, term?, sort?, down?}; the first heads its row.
 * It scrolls within itself, and a keyboard can scroll it too. A head sorts the rows, for as long as these are all there
 * are: of a `part` of them it offers nothing, unless the server sorts them all. server: {by, down, choose(by, down)} for
 * columns with a `sort`, the server's name of it.
 */
export function table(caption, columns, rows, { sorted = null, most = 12, kind = "", part = false, server = null } = {}) {
  const body = el("tbody");
  const offered = (column) => (server ? Boolean(column.sort) : !part);
  const heads = columns.map((column, at) => head(column, offered(column) ? () => sort(at) : null));
  const rest = el("button", { type: "button", class: "quiet", click: () => ((most = Math.max(2000, most)), draw()) }, t("table.all", { count: number(rows.length) }));
  let order = server ? { column: columns.findIndex((one) => one.sort === server.by), down: server.down } : sorted;
  function draw() {
    const shown = order === null || server ? rows : [...rows].sort(by(columns[order.column].value, order.down));
    heads.forEach((node, at) => offered(columns[at]) && node.setAttribute("aria-sort", order?.column === at ? (order.down ? "descending" : "ascending") : "none"));
    fill(body, shown.slice(0, most).map((row) => line(columns, row)));
    if (rows.length === 0) fill(body, el("tr", {}, el("td", { colspan: columns.length, class: "muted" }, t("table.nothing"))));
    rest.hidden = rows.length <= most || most >= 2000;
  }
  function sort(column) {
    const down = order?.column === column ? !order.down : Boolean(columns[column].down ?? columns[column].number);
    if (server) return server.choose(columns[column].sort, down);
    order = { column, down };
    draw();
  }
  draw();
  const grid = el("table", { class: kind || null }, el("caption", {}, caption), el("thead", {}, el("tr", {}, heads)), body);
  return el("div", {}, el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption }, grid), rest);
}

/** A table behind a line that opens it: the same numbers as the drawing above. */
export const twin = (caption, columns, rows, options) =>
  el("details", { class: "twin" }, el("summary", {}, t("table.show")), table(caption, columns, rows, options));

const head = (column, click) =>
  el("th", { scope: "col", class: column.number ? "number" : null, "data-sort": column.sort }, click ? el("button", { type: "button", click, title: t("table.sort", { column: column.title }) }, column.title) : column.title, column.term ? term(column.term) : null);

function line(columns, row) {
  return el(
    "tr",
    {},
    columns.map((column, at) => {
      const shown = (column.show ?? column.value)(row);
      return at === 0 ? el("th", { scope: "row" }, shown) : el("td", { class: column.number ? "number" : column.wide ? "wide" : null }, shown);
    }),
  );
}

const by = (value, down) => (left, right) => {
  const [a, b] = [value(left), value(right)];
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  return down ? -order : order;
};
