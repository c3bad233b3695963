// Who met customers lately: in a shop, on the telephone, in the field, or by answering what they wrote.
import { ask } from "../core/ask.js";
import { el, fill } from "../core/dom.js";
import { counted, day, number } from "../core/format.js";
import { failed } from "../core/status.js";
import { table } from "../core/table.js";
import { t } from "../core/words.js";
import { named } from "../loop/words.js";

const DAYS = ["7", "30", "90", "365"];

/** A section whose `show(teams)` asks again where the teams have changed. */
export function metCard() {
  const answer = el("div", { "aria-live": "polite" });
  const choice = el("select", { name: "days" }, DAYS.map((days) => el("option", { value: days, selected: days === "30" }, t("met.days", { days }))));
  const made = el("section", { class: "card" }, el("h2", {}, t("met.title")), el("p", { class: "hint" }, t("met.line")), el("label", { class: "field narrow" }, el("span", {}, t("word.period")), choice), answer);
  let told = null;
  const draw = async () => {
    try {
      fill(answer, drawn(await ask("met", { days: choice.value })));
    } catch (error) {
      fill(answer, failed(error, draw));
    }
  };
  choice.addEventListener("change", draw);
  made.show = (teams) => {
    if (told === (told = JSON.stringify(teams))) return;
    draw();
  };
  return made;
}

function drawn({ owners, teams, customers, events }) {
  if (owners.length === 0) return el("p", { class: "muted" }, t("met.nobody"));
  const counts = [
    { title: t("word.customers"), value: (row) => row.customers, show: (row) => number(row.customers), number: true },
    { title: t("word.events"), value: (row) => row.events, show: (row) => number(row.events), number: true },
    { title: t("met.last"), value: (row) => row.last, show: (row) => (row.last === null ? t("met.never") : day(row.last)) },
  ];
  return [
    el("p", {}, counted("met.all", customers), " ", counted("overview.events", events)),
    table(t("met.people"), [{ title: t("met.who"), value: (row) => row.owner, show: (row) => (row.owner === null ? t("met.not_named") : named(row.owner)) }, ...counts], owners),
    teams.length ? table(t("goals.teams"), [{ title: t("change.team"), value: (row) => row.team, show: (row) => named(row.team) }, ...counts], teams) : null,
  ];
}
