// The tables that a query can name, with what their columns mean.
import { el } from "../core/dom.js";
import { t } from "../core/words.js";

/** insert: puts a name into the query. */
export const tableList = (tables, insert) => el("section", { class: "card" }, el("h2", {}, t("sql.tables")), el("p", { class: "muted" }, t("sql.tables.line")), tables.map((one) => folded(one, insert)));

function folded(one, insert) {
  const name = (text) => el("button", { type: "button", class: "link", click: () => insert(text), title: t("sql.insert", { name: text }) }, el("code", {}, text));
  const rows = one.columns.map((column) => el("tr", {}, el("th", { scope: "row" }, name(column.name)), el("td", {}, el("code", {}, column.type)), el("td", { class: "wide" }, column.what)));
  const heads = ["sql.column", "sql.type", "sql.meaning"].map((key) => el("th", { scope: "col" }, t(key)));
  const grid = el("table", {}, el("caption", { class: "unseen" }, one.name), el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows));
  return el("details", { class: "fold" }, el("summary", {}, el("code", {}, one.name), " ", one.what), el("p", {}, name(one.name)), el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": one.name }, grid));
}
