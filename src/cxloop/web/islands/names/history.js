// Who changed what, and the way back.
import { acting } from "../core/acting.js";
import { send } from "../core/ask.js";
import { el, nameOf } from "../core/dom.js";
import { minute } from "../core/format.js";
import { stepName } from "../core/names.js";
import { table } from "../core/table.js";
import { has, t } from "../core/words.js";

/** The edits, the last one first, each with a button that takes it back; then `then` is called. */
export function edits(all, said, then) {
  const columns = [
    { title: t("labels.what"), value: (row) => row.name, show: (row) => (row.kind === "settings" ? t("labels.settings") : nameOf(row.name, 60)) },
    { title: t("labels.changed"), value: (row) => Object.keys(row.changed).join(), show: changes, wide: true },
    { title: t("labels.by"), value: (row) => row.by, show: (row) => nameOf(row.by, 40) },
    { title: t("labels.at"), value: (row) => row.at, show: (row) => minute(row.at) },
    { title: t("labels.back"), value: (row) => row.number, show: (row) => edits.undo(row, said, then) },
  ];
  return all.length ? table(t("labels.history"), columns, all, { part: true }) : el("p", { class: "muted" }, t("labels.history.none"));
}

edits.undo = (row, said, then) => acting("labels.undo", () => send(`names/history/${row.number}/undo`), said, then);

const changes = (row) => el("ul", { class: "plain-list" }, Object.entries(row.changed).map(([field, [was, now]]) => el("li", {}, `${fieldName(field)}: `, value(field, was), " → ", value(field, now))));

const fieldName = (field) => t(has(`labels.${field}`) ? `labels.${field}` : `settings.${field}`);

function value(field, one) {
  if (one === true || one === false) return t(one ? "labels.yes" : "labels.no");
  if (one === "") return el("span", { class: "muted" }, "–");
  if (field === "kind") return t(`labels.kind.${one}`);
  if (field === "error") return t(`labels.${one}`);
  if (field === "merged_into") return stepName(one, 60);
  return has(`weekday.${one}`) ? t(`weekday.${one}`) : nameOf(one, 200);
}
