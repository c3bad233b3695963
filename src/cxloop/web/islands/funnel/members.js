// Who is behind a number of the funnel, each with a link to the journey.
import { behindAddress } from "../core/behind.js";
import { el, fill, nameOf } from "../core/dom.js";
import { people } from "../core/format.js";
import { asked, takeAlong } from "../core/opening.js";
import { journeyAddress, per, scope } from "../core/question.js";
import { failed } from "../core/status.js";
import { say, t } from "../core/words.js";
import { stepName } from "../core/names.js";

const MOST = 200;

/** A place for the list; `show(step number, lost)` fills it. */
export function membersPanel(funnel) {
  const node = el("div", { class: "members", "aria-live": "polite", hidden: true });
  let latest = 0;
  const show = async (at, lost) => {
    const own = (latest += 1);
    node.hidden = false;
    fill(node, el("p", { class: "waiting" }, t("status.asking")));
    try {
      const query = scope(["step", "order", "window", "step_window"]);
      for (const [name, value] of [["number", at], ["lost", lost], ["limit", MOST]]) query.append(name, value);
      const answer = await asked("funnel/customers", query);
      if (own === latest) fill(node, list(funnel, answer, at, lost, () => ((latest += 1), (node.hidden = true), fill(node))));
    } catch (error) {
      if (own === latest) fill(node, failed(error, () => show(at, lost)));
    }
    node.querySelector("h3")?.focus();
  };
  return { node, show };
}

function list(funnel, { customers, members, asked: own }, at, lost, close) {
  const step = stepName(funnel.steps[at - 1].step, 60);
  const title = el("h3", { tabindex: -1 }, say(lost ? "funnel.members.lost" : "funnel.members", { customers: people(customers, per()), step }));
  const steps = funnel.steps.map((row) => row.step);
  const options = Object.fromEntries(["order", "window", "step_window"].map((name) => [name, scope([name]).getAll(name)]));
  const all = behindAddress("funnel", scope(["step"]).getAll("step").filter(Boolean), { ...options, number: lost ? at + 1 : at, who: lost ? "did_not" : null });
  const chips = members.map(({ customer }) => el("li", { class: "chip" }, el("a", { href: journeyAddress(customer, per(), steps) }, nameOf(customer, 40))));
  const more = customers > members.length ? el("p", { class: "muted" }, t("funnel.members.some", { customers: people(members.length, per()) })) : null;
  return [el("div", { class: "panel-head" }, title, el("button", { type: "button", class: "quiet", click: close }, t("journeys.close"))), more, el("p", {}, el("a", { href: all }, t("funnel.members.all"))), takeAlong(own), el("ul", { class: "chips" }, chips)];
}
