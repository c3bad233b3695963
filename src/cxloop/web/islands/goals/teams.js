// Teams: their steps and members, and what is open with each.
import { send } from "../core/ask.js";
import { el } from "../core/dom.js";
import { stepName, stepText } from "../core/names.js";
import { undoable } from "../core/undo.js";
import { t } from "../core/words.js";
import { folded, writing } from "../core/writing.js";
import { changeAddress, named, opportunityAddress, stateChip } from "../loop/words.js";

export const teamCard = ({ id, team }, opportunities, changes, load) => {
  const own = opportunities.filter((one) => one.opportunity.team === team.name).map((one) => one.id);
  const open = {
    opportunities: opportunities.filter((one) => own.includes(one.id) && one.opportunity.state !== "closed").map((one) => [one.id, one.opportunity.title]),
    changes: changes.filter(({ change }) => (change.team === team.name || own.includes(change.opportunity)) && ["draft", "running"].includes(change.state)).map((one) => [one.id, one.change.title, one.change.state]),
  };
  return { key: `team:${id}`, told: [team, open], make: () => drawn(id, team, open, load) };
};

function drawn(id, team, open, load) {
  const list = (names, shown = named) => (names.length ? names.flatMap((name) => [", ", shown(name)]).slice(1) : "–");
  return el(
    "article",
    { class: "card", "data-card": `team:${id}` },
    el("h3", {}, named(team.name)),
    el("dl", { class: "facts" }, el("dt", {}, t("teams.steps")), el("dd", {}, list(team.steps, stepName)), el("dt", {}, t("teams.members")), el("dd", {}, list(team.members))),
    el("h4", {}, t("teams.open")),
    open.opportunities.length + open.changes.length === 0 ? el("p", { class: "muted" }, t("teams.nothing_open")) : null,
    el(
      "ul",
      {},
      open.opportunities.map(([number, title]) => el("li", {}, el("a", { href: opportunityAddress(number) }, named(title)))),
      open.changes.map(([number, title, state]) => el("li", {}, el("a", { href: changeAddress(number) }, named(title)), " ", stateChip(state))),
    ),
    folded(t("teams.edit"), form(team, load)),
  );
}

/** A form for a new team. */
export const newTeam = (load) => ({ key: "new", make: () => folded(t("teams.add"), form(null, load)) });

function form(team, load) {
  const fields = [
    { name: "steps", label: t("teams.steps"), value: team?.steps.map(stepText).join(", "), list: true, hint: t("teams.steps.hint") },
    { name: "members", label: t("teams.members"), value: team?.members.join(", "), list: true, hint: t("teams.members.hint") },
  ];
  if (team === null) fields.unshift({ name: "name", label: t("teams.name"), needed: true });
  return writing("change.save", fields, undoable(team ? "change.save" : "teams.add", "team", (given) => send("teams", { name: team?.name, ...given }), load), load, { task: "teams.add" });
}
