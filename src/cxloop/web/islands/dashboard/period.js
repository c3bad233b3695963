// The period of a dashboard: each tile's own, the last days, or dates.
import { el } from "../core/dom.js";
import { day } from "../core/format.js";
import { t } from "../core/words.js";

const DAYS = [7, 30, 90, 365];

/** Says and chooses it. change: writes {days, begin, end} down. */
export function periodBar({ days, begin, end }, change) {
  const now = days ? String(days) : begin || end ? "dates" : "";
  const options = [["", t("dashboard.period.own")], ...DAYS.map((one) => [String(one), t("dashboard.period.days", { days: one })]), ["dates", t("dashboard.period.dates")]];
  if (days && !DAYS.includes(days)) options.splice(1, 0, [String(days), t("dashboard.period.days", { days })]);
  const select = el("select", { name: "period", change: () => chosen(select.value) }, options.map(([of, text]) => el("option", { value: of, selected: of === now }, text)));
  const date = (name, value) => el("input", { type: "date", name, value: value ?? null, "aria-label": t(`word.${name}`), change: () => change({ days: null, begin: from.value || null, end: to.value || null }) });
  const [from, to] = [date("from", days ? null : begin), date("to", days ? null : end)];
  const dates = el("span", { class: "dates", hidden: now !== "dates" }, from, to);
  function chosen(value) {
    dates.hidden = value !== "dates";
    if (value === "dates") from.focus();
    else change({ days: value === "" ? null : Number(value), begin: null, end: null });
  }
  return el("div", { class: "period-bar" }, el("label", { class: "field" }, el("span", {}, t("dashboard.period")), select), dates);
}

/** The dates that the last days are. */
export const periodTold = ({ days, begin, end }) => el("p", { class: "muted period-told", role: "status" }, days && begin ? t("dashboard.period.told", { from: day(begin), to: day(end) }) : "");
