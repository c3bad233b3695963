// Marks: what happened when. Listed under a chart, set at a day that is picked on it, changed, and taken away with a way back.
import { changeAddress } from "../loop/words.js";
import { send } from "./ask.js";
import { dialog } from "./dialog.js";
import { el, fill, nameOf, shortened } from "./dom.js";
import { day, minute } from "./format.js";
import { may, only } from "./may.js";
import { failed } from "./status.js";
import { table } from "./table.js";
import { offer } from "./undo.js";
import { t } from "./words.js";
import { writing } from "./writing.js";

const SORTS = ["release", "incident", "other"];

/** A card with the marks of a chart, numbered as on it. load: draws anew what has changed. */
export function happened(marks, load) {
  const said = el("div", { role: "status" });
  const heads = [
    { title: t("performance.mark"), value: (row) => row.number, show: (row) => row.number },
    { title: t("performance.from"), value: (row) => row.at, show: (row) => when(row) },
    { title: t("performance.sort"), value: (row) => row.sort, show: (row) => el("span", { class: `chip ${row.sort === "incident" ? "bad" : ""}` }, t(`mark.${row.sort}`)) },
    { title: t("performance.what"), value: (row) => row.title, show: (row) => (row.ref.startsWith("change:") ? el("a", { href: changeAddress(row.ref.slice(7)) }, nameOf(row.title)) : nameOf(row.title)), wide: true },
    ...(may("performance.add") ? [{ title: t("saved.do"), value: () => "", show: (row) => (row.ref.startsWith("mark:") ? own(row, said, load) : "") }] : []),
  ];
  const add = only("performance.add", el("button", { type: "button", class: "plain", click: () => setMark({}, load) }, t("performance.add")));
  return el("section", { class: "card", "data-part": "marks" }, el("h2", {}, t("performance.marks")), marks.length ? table(t("performance.marks"), heads, marks) : el("p", { class: "muted" }, t("performance.no_marks")), said, only("performance.add", el("p", { class: "muted" }, t("mark.pick"))), el("div", { class: "actions" }, add));
}

/** A date without a time is a whole day, whatever the zone. */
function when({ at, until, date, until_date: last }) {
  if (last === null && (date !== null || until === null)) return date === null ? minute(at) : day(date);
  return `${day(date ?? at)} – ${day(last ?? until)}`;
}

function own(mark, said, load) {
  const title = shortened(mark.title, 60);
  const button = (text, label, click) => el("button", { type: "button", class: "quiet small", "aria-label": label, click }, text);
  return el("span", { class: "row-actions" }, button(t("mark.change"), t("mark.change.of", { name: title }), () => setMark(mark, load)), button(t("saved.delete"), t("saved.delete.of", { name: title }), () => remove(mark, title, said, load)));
}

async function remove(mark, title, said, load) {
  const id = mark.ref.slice(5);
  try {
    await send(`marks/${id}/remove`);
  } catch (error) {
    return void fill(said, failed(error));
  }
  offer(t("undo.deleted", { name: title }), async () => (await send(`marks/${id}/restore`), load(true)));
  load(true);
}

/** Asks what happened, and when: {at} is a day that was picked; a mark with `ref` is changed. */
export function setMark({ ref = null, title = "", at = "", date = null, until = null, until_date: last = null, sort = "release" }, load) {
  const fields = [
    { name: "title", label: t("performance.what"), value: title, needed: true },
    { name: "at", label: t("performance.from"), kind: "date", value: date ?? at.slice(0, 10), needed: true },
    { name: "until", label: t("performance.until"), kind: "date", value: last ?? (date === null ? until?.slice(0, 10) : null) ?? "" },
    { name: "sort", label: t("performance.sort"), options: SORTS.map((one) => [one, t(`mark.${one}`)]), value: sort },
  ];
  const key = ref === null ? "performance.add" : "mark.edit";
  const id = ref === null ? "last" : ref.slice(5);
  const work = (given) => (ref === null ? send("marks", given) : send(`marks/${id}`, { until: "", ...given }));
  const done = () => {
    made.close(); // first, as a message within it would go with it
    offer(t(key), () => send(`records/mark/${id}/undo`), () => load(true));
    return load(true);
  };
  const made = dialog(t(key), writing(ref === null ? key : "saved.edit.do", fields, work, done));
}
