// Rows that could not come in: why, how to mend it, the first of them, and all of them as a file.
import { ask } from "../core/ask.js";
import { el, fill, nameOf } from "../core/dom.js";
import { counted, number } from "../core/format.js";
import { failed } from "../core/status.js";
import { table } from "../core/table.js";
import { has, language, t } from "../core/words.js";

const MOST = 10_000;
const CELLS = 12;

export const why = (reason) => (has(`refusal.${reason}`) ? t(`refusal.${reason}`) : String(reason));
const mend = (reason) => (has(`mend.${reason}`) ? t(`mend.${reason}`) : null);

/** Reasons with their counts and the way out, then the first rows. several: whether they may be of several files. */
export function rowsRefused(reasons, rows, several) {
  const list = Object.entries(reasons).map(([reason, count]) => el("li", {}, el("strong", {}, `${why(reason)}: `), counted("bring.rows", count), mend(reason) ? el("span", { class: "block muted" }, mend(reason)) : null));
  const columns = [
    ...placed(several),
    { title: t("imports.reason"), value: (row) => row.reason, show: (row) => [why(row.reason), language === "en" && row.detail ? el("small", { class: "muted block" }, nameOf(row.detail, 200)) : null] },
    { title: t("imports.row"), value: (row) => row.row ?? "", show: (row) => asItCame(row.row, row.field), wide: true },
  ];
  return el("div", { class: "refusals" }, el("ul", {}, list), rows.length ? table(t("bring.refused.first"), columns, rows, { most: 5, part: rows.length < Object.values(reasons).reduce((sum, count) => sum + count, 0) }) : null);
}

/** The columns that say where a row stood: in which file, where there are several, and on which line. */
export function placed(several) {
  const file = { title: t("imports.file"), value: (row) => row.path ?? "", show: (row) => nameOf(String(row.path ?? "").split(/[\\/]/).at(-1), 40) };
  const line = { title: t("imports.line"), value: (row) => row.line, show: (row) => number(row.line) };
  return several ? [file, line] : [line];
}

/** A row as it came, with what it is refused for marked; a cell that lacks is named. */
export function asItCame(text, field) {
  const row = parsed(text);
  if (!field || row === null) return el("code", {}, nameOf(text ?? "", 300));
  const cells = [[field, row[field]], ...Object.entries(row).filter(([name]) => name !== field)];
  return el("code", {}, cells.slice(0, CELLS).map(([name, value], at) => [at ? ", " : null, cellOf(name, value, name === field)]), cells.length > CELLS ? " …" : null);
}

const cellOf = (name, value, wrong) => {
  const shown = value === undefined ? t("imports.blank") : nameOf(typeof value === "string" ? value : JSON.stringify(value), 80);
  return [nameOf(name, 40), ": ", wrong ? el("mark", {}, shown) : shown];
};

/** An object out of its JSON; null where it is none, or hidden. */
function parsed(text) {
  try {
    const row = JSON.parse(text);
    return row !== null && typeof row === "object" && !Array.isArray(row) ? row : null;
  } catch {
    return null;
  }
}

/** A button that puts the refused rows of an import into a file, no cell of which a spreadsheet takes for a formula. */
export function downloading(record) {
  const said = el("span", { role: "status" });
  const button = el("button", { type: "button", class: "plain", click: save }, t("bring.refused.download"));
  async function save() {
    try {
      const { first } = await ask(`imports/${record}/refused`, { limit: MOST });
      const lines = [["file", "line", "reason", "column", "detail", "row"], ...first.map((one) => [one.path, one.line, one.reason, one.field, one.detail, one.row])];
      const url = URL.createObjectURL(new Blob(["\ufeff", lines.map((cells) => cells.map(cell).join(",")).join("\r\n")], { type: "text/csv" }));
      el("a", { href: url, download: `refused-${record}.csv` }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      fill(said);
    } catch (error) {
      fill(said, failed(error));
    }
  }
  return [button, said];
}

/** A cell of CSV; what a spreadsheet would work out is made text. */
export function cell(value) {
  const text = String(value ?? "");
  const plain = typeof value !== "number" && /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
