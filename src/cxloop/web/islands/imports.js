// Data brought in by hand, what came in before, what was refused and why; and taking it back.
import { ask, given, send } from "./core/ask.js";
import { confirmed } from "./core/asking.js";
import { el, fill, nameOf, part } from "./core/dom.js";
import { minute, number, zone } from "./core/format.js";
import { may } from "./core/may.js";
import { answering, failed } from "./core/status.js";
import { table } from "./core/table.js";
import { has, t } from "./core/words.js";
import { bringing } from "./imports/bring.js";
import { first } from "./imports/first.js";
import { asItCame, placed, why } from "./imports/refused.js";

const { admin, empty } = given();
const place = part("bring");
let begun = false;

const load = (quiet = false) =>
  answering(
    async (signal) => {
      const [{ imports, refused }, { job }] = await Promise.all([ask("imports", {}, signal), ask("imports/job", {}, signal)]);
      const runs = job?.state === "running";
      if (!begun) begin(empty && imports.length === 0);
      fill(part("answer"), imports.length ? [list(imports, runs), refused.length ? reasons(refused) : null] : null);
    },
    { quiet },
  );
load();

function begin(nothing) {
  begun = true;
  const then = () => load(true);
  if (nothing) fill(place, first({ may: may("imports.bring"), admin }, then));
  else if (may("imports.bring")) bringing(place, { admin, then });
}

/** runs: whether an import runs here; one that is said to run else was cut off. */
const stateOf = (status, runs) => (status === "running" && !runs ? t("imports.state.cut_off") : has(`imports.state.${status}`) ? t(`imports.state.${status}`) : String(status));

function list(imports, runs) {
  const count = (title, name) => ({ title, value: (row) => row[name], show: (row) => number(row[name]), number: true });
  const columns = [
    { title: t("imports.number"), value: (row) => row.number, show: (row) => number(row.number) },
    { title: t("imports.file"), value: (row) => row.path, show: (row) => nameOf(String(row.path).split(/[\\/]/).at(-1)) },
    { title: t("word.time_in", { zone }), value: (row) => row.begun_ms, show: (row) => minute(row.begun_ms) },
    { title: t("imports.by"), value: (row) => row.by, show: (row) => (row.by ? nameOf(row.by, 40) : t("imports.by.nobody")) },
    count(t("imports.imported"), "imported"),
    count(t("imports.refused"), "refused"),
    count(t("imports.duplicates"), "duplicates"),
    { title: t("imports.state"), value: (row) => row.status, show: (row) => [el("span", { class: row.status === "running" ? "block" : "chip" }, stateOf(row.status, runs)), (row.status === "done" || (row.status === "running" && !runs)) && may("imports.undo") ? undoing(row) : null] },
  ];
  return el("section", { class: "card" }, el("h2", {}, t("imports.list")), table(t("imports.list"), columns, imports, { sorted: { column: 0, down: true } }));
}

function undoing(row) {
  const said = el("span", { role: "status" });
  const button = el("button", { type: "button", class: "link take-back", "aria-label": t("imports.undo.of", { number: number(row.number) }) }, t("imports.undo"));
  button.addEventListener("click", async () => {
    if (!(await confirmed(t("imports.undo.sure", { number: number(row.number), events: number(row.imported) }), t("imports.undo")))) return;
    button.disabled = true;
    fill(said, ` ${t("imports.undoing")}`);
    try {
      await send(`imports/${row.number}/undo`);
      document.dispatchEvent(new CustomEvent("undone", { detail: row.number }));
      await load(true);
    } catch (error) {
      fill(said, failed(error));
      button.disabled = false;
    }
  });
  return el("span", { class: "block" }, button, said);
}

function reasons(refused) {
  const columns = [
    ...placed(true),
    { title: t("imports.reason"), value: (row) => row.reason, show: (row) => why(row.reason) },
    { title: t("imports.row"), value: (row) => row.raw ?? "", show: (row) => asItCame(row.raw, row.field), wide: true },
  ];
  return el("section", { class: "card reasons" }, el("h2", {}, t("imports.reasons")), table(t("imports.reasons"), columns, refused));
}
