// What came in, what was refused and why.
import { ask } from "./core/ask.js";
import { el, fill, nameOf, part } from "./core/dom.js";
import { number, minute, zone } from "./core/format.js";
import { answering } from "./core/status.js";
import { table } from "./core/table.js";
import { has, language, t } from "./core/words.js";

answering(async (signal) => {
  const { imports, refused } = await ask("imports", {}, signal);
  fill(part("answer"), imports.length ? [list(imports), refused.length ? reasons(refused) : null] : empty());
});

const empty = () => el("div", { class: "empty" }, el("h2", {}, t("overview.empty")), el("p", {}, t("overview.empty.line")), el("p", {}, el("code", {}, t("overview.empty.command"))));

const stateOf = (status) => (has(`imports.state.${status}`) ? t(`imports.state.${status}`) : String(status));

function list(imports) {
  const count = (title, name) => ({ title, value: (row) => row[name], show: (row) => number(row[name]), number: true });
  const columns = [
    { title: t("imports.number"), value: (row) => row.number, show: (row) => number(row.number) },
    { title: t("imports.file"), value: (row) => row.path, show: (row) => nameOf(String(row.path).split(/[\\/]/).at(-1)) },
    { title: t("word.time_in", { zone }), value: (row) => row.begun_ms, show: (row) => minute(row.begun_ms) },
    count(t("imports.imported"), "imported"),
    count(t("imports.refused"), "refused"),
    count(t("imports.duplicates"), "duplicates"),
    { title: t("imports.state"), value: (row) => row.status, show: (row) => el("span", { class: "chip" }, stateOf(row.status)) },
  ];
  return el("section", { class: "card" }, el("h2", {}, t("room.imports")), table(t("room.imports"), columns, imports, { sorted: { column: 0, down: true } }));
}

/** The reason in the reader's words; what exactly was wrong is told by the log in English only. */
const why = (row) => (has(`refusal.${row.reason}`) ? [t(`refusal.${row.reason}`), language === "en" && row.detail ? el("small", { class: "muted block" }, nameOf(row.detail, 200)) : null] : nameOf(row.reason, 200));

function reasons(refused) {
  const columns = [
    { title: t("imports.line"), value: (row) => row.line, show: (row) => number(row.line) },
    { title: t("imports.reason"), value: (row) => row.reason, show: (row) => why(row) },
    { title: t("imports.row"), value: (row) => row.raw ?? "", show: (row) => el("code", {}, nameOf(row.raw ?? "", 300)), wide: true },
  ];
  return el("section", { class: "card" }, el("h2", {}, t("imports.reasons")), table(t("imports.reasons"), columns, refused));
}
