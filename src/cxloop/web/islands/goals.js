// Goals above single changes, the teams that work on them, and who of them met customers lately.
import { ask } from "./core/ask.js";
import { el, part } from "./core/dom.js";
import { following } from "./core/following.js";
import { keep } from "./core/keeping.js";
import { answering } from "./core/status.js";
import { t } from "./core/words.js";
import { newGoal, goalCard, goalTable } from "./goals/goals.js";
import { metCard } from "./goals/met.js";
import { newTeam, teamCard } from "./goals/teams.js";

const SHOWN = ["goals", "teams", "opportunities", "changes"];

const load = (quiet = false) =>
  answering(
    async (signal) => {
      const [{ goals }, { teams }, { opportunities }, { changes }] = await Promise.all(SHOWN.map((one) => ask(one, {}, signal)));
      const none = (key) => ({ key: "none", make: () => el("p", { class: "empty" }, t(key)) });
      keep(part("answer"), [
        section("goals", [goals.length === 0 && none("goals.none"), goals.map((one) => goalCard(one, changes, renew)), goals.length > 1 && goalTable(goals), newGoal(teams, renew)]),
        section("teams", [teams.length === 0 && none("teams.none"), teams.map((one) => teamCard(one, opportunities, changes, renew)), newTeam(renew)]),
        { key: "met", make: metCard, inner: (node) => node.show(teams.map((one) => [one.team.name, one.team.members])) },
      ]);
    },
    { quiet },
  );
const renew = () => load(true);
following(load);

const section = (name, parts) => ({ key: name, make: () => el("section", { "aria-label": t(`goals.${name}`) }, el("h2", {}, t(`goals.${name}`))), inner: (node) => keep(node, parts) });
