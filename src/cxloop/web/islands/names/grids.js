// Tables that are edited in place: a cell is saved when it is left, or with Enter, which goes on to the next row.
import { send } from "../core/ask.js";
import { el, fill, nameOf, shortened } from "../core/dom.js";
import { keep, settle } from "../core/drafts.js";
import { number } from "../core/format.js";
import { may } from "../core/may.js";
import { language, t } from "../core/words.js";

const MOST = 60;
/** Of more columns, two lines a row: beside each other they would not fit. */
const MOST_ABREAST = 4;
const KNOWN = "known-events";

/** rows: events as they came, the most frequent first; `written(what)` is called when something has been saved. */
export function eventGrid(rows, written) {
  const columns = [
    { key: "ko", title: t("labels.ko"), lang: "ko" },
    { key: "en", title: t("labels.en"), lang: "en" },
    { key: "description", title: t("labels.description"), wide: true },
    { key: "person", title: t("labels.person"), hint: (row) => row.team },
    { key: "hidden", title: t("labels.hidden"), kind: "checkbox" },
    { key: "merged_into", title: t("labels.merged_into"), list: KNOWN, shown: (name) => calledBy(rows, name) },
    { key: "error", title: t("labels.error"), options: [["", t("labels.guessed")], ["yes", t("labels.yes")], ["no", t("labels.no")]] },
    { key: "kind", title: t("labels.kind"), options: kinds(t("labels.by_channel")) },
  ];
  const known = el("datalist", { id: KNOWN });
  /** What is hidden or seen as another one is nothing to be seen as. */
  const offer = () => fill(known, rows.filter(({ label }) => !label.hidden && !label.merged_into).map((row) => el("option", { value: called(row), label: called(row) === row.event ? null : shortened(row.event, 60) })));
  offer();
  return el("div", {}, known, ...grid("event", t("labels.events"), columns, rows, (what) => (offer(), written(what))));
}

export function channelGrid(rows, written) {
  const columns = [
    { key: "ko", title: t("labels.ko"), lang: "ko" },
    { key: "en", title: t("labels.en"), lang: "en" },
    { key: "kind", title: t("labels.kind"), options: (row) => kinds(row.label.kind ? t("labels.guessed") : t("labels.guessed_as", { kind: t(`labels.kind.${row.kind}`) })) },
  ];
  return el("div", {}, ...grid("channel", t("word.channels"), columns, rows, written));
}

/** What an event is called in the language of the page, as it is written now. */
const called = ({ event, label }) => (language === "ko" ? label.ko || label.en : label.en || label.ko) || event;

function calledBy(rows, name) {
  const row = rows.find(({ event }) => event.normalize("NFC") === name.normalize("NFC"));
  return row ? called(row) : name;
}

const kinds = (guess) => [["", guess], ["digital", t("labels.kind.digital")], ["human", t("labels.kind.human")]];

function grid(what, caption, columns, rows, written) {
  const body = el("tbody");
  const search = el("input", { type: "search", autocomplete: "off" });
  const only = el("select", {}, [["", t("labels.all")], ["unnamed", t("labels.unnamed")], ["unseen", t("labels.unseen")]].map(([value, text]) => el("option", { value }, text)));
  const more = el("button", { type: "button", class: "quiet" });
  let most = MOST;
  function draw() {
    const found = rows.filter((row) => fits(row, what, search.value, only.value));
    fill(body, found.slice(0, most).map((row) => line(what, columns, row, written)));
    if (!found.length) fill(body, el("tr", {}, el("td", { colspan: columns.length + 2, class: "muted" }, t("table.nothing"))));
    more.hidden = found.length <= most;
    fill(more, t("table.all", { count: number(found.length) }));
  }
  search.addEventListener("input", () => ((most = MOST), draw()));
  only.addEventListener("change", () => ((most = MOST), draw()));
  more.addEventListener("click", () => ((most = Math.max(2000, most)), draw()));
  body.addEventListener("keydown", moves);
  draw();
  const heads = [t(`labels.${what}`), t("labels.times"), ...columns.map((column) => column.title)];
  const narrowing = el("div", { class: "fields" }, el("label", { class: "field" }, el("span", {}, t("labels.search")), search), el("label", { class: "field" }, el("span", {}, t("labels.only")), only));
  const table = el("table", { class: columns.length > MOST_ABREAST ? "labels many" : "labels" }, el("caption", {}, caption), el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))), body);
  return [rows.length > 8 ? narrowing : null, el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption }, table), more];
}

function fits(row, what, text, only) {
  const { label } = row;
  if (only === "unnamed" && (label.ko || label.en)) return false;
  if (only === "unseen" && !label.hidden && !label.merged_into) return false;
  const wanted = text.normalize("NFC").toLowerCase().trim();
  return [row[what], label.ko, label.en, label.description, label.person, row.team].some((one) => (one ?? "").normalize("NFC").toLowerCase().includes(wanted));
}

function line(what, columns, row, written) {
  const head = el("th", { scope: "row" }, nameOf(row[what], 60));
  const cells = columns.map((column) => el("td", { class: column.wide ? "wide" : null, "data-label": column.title }, cell(what, column, row, written), column.hint?.(row) ? el("small", { class: "muted block" }, nameOf(column.hint(row), 40)) : null));
  return el("tr", { "data-draft": `labels.${what}:${row[what]}` }, head, el("td", { class: "number", "data-label": t("labels.times") }, number(row.events)), cells);
}

function cell(what, { key, title, kind = "text", lang = null, list = null, options = null, shown = (value) => value }, row, written) {
  const said = el("span", { class: "blamed", role: "alert" });
  const common = { name: key, autocomplete: "off", "aria-label": `${title}: ${shortened(row[what], 60)}`, disabled: !may(`labels.${what}s`) };
  const choices = typeof options === "function" ? options(row) : options;
  const input = choices
    ? el("select", common, choices.map(([value, text]) => el("option", { value, selected: value === row.label[key] }, text)))
    : el("input", { ...common, type: kind, lang, list, ...(kind === "checkbox" ? { checked: row.label[key] } : { value: shown(row.label[key]) || null }) });
  const now = () => (kind === "checkbox" ? input.checked : input.value.trim());
  async function save() {
    const given = now();
    if (given === shown(row.label[key])) return;
    try {
      const answer = await send(`names/${what}`, { [what]: row[what], [key]: given });
      row.label = answer[`${what}s`][0].label;
      if (now() === given && kind !== "checkbox") input.value = shown(row.label[key]);
      settled();
      await written(shortened(row[what], 60));
    } catch (error) {
      input.setAttribute("aria-invalid", "true");
      fill(said, document.createTextNode([error.message, error.hint].filter(Boolean).join(" ")));
    }
  }
  /** What the cell shows is what is saved. */
  function settled() {
    if (kind !== "checkbox") settle(input, shown(row.label[key]));
    input.removeAttribute("aria-invalid");
    fill(said);
    keep(input.closest("tr"));
  }
  input.addEventListener("change", save);
  input.addEventListener("restored", () => {
    if (now() === shown(row.label[key])) return;
    fill(said, t("labels.typed"));
    input.addEventListener("blur", save, { once: true }); // to a browser, nothing has changed
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || choices || kind === "checkbox") return;
    input.value = shown(row.label[key]); // what was there before
    settled();
  });
  return [input, said];
}

/** Enter, and the arrows where they mean nothing else, go to the same cell of another row. */
function moves(event) {
  const to = event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey) ? "previousElementSibling" : ["ArrowDown", "Enter"].includes(event.key) ? "nextElementSibling" : null;
  const { target } = event;
  const texts = target.matches("input:not([type=checkbox])") && (event.key === "Enter" || !target.hasAttribute("list"));
  if (to === null || event.isComposing || !(texts || (event.key !== "Enter" && target.matches("[type=checkbox]")))) return;
  const other = target.closest("tr")[to]?.querySelector(`[name="${target.name}"]`);
  event.preventDefault();
  if (other) other.focus();
  else target.dispatchEvent(new Event("change"));
}
