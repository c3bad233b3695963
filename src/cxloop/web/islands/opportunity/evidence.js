// What an opportunity rests on, as it was when it was taken up, and beside it as it is now.
import { ask } from "../core/ask.js";
import { el, fill, nameOf } from "../core/dom.js";
import { minute, number } from "../core/format.js";
import { failed } from "../core/status.js";
import { table } from "../core/table.js";
import { t } from "../core/words.js";
import { costOf, named, threadAddress } from "../loop/words.js";
import { intervalOf, kindName, outcomeName, outcomeOf, signed } from "../pain/words.js";
import { stepName } from "../core/names.js";

/** A section whose `show(evidence)` draws what is kept; what it is now is asked for once, since all pain points are found
 * anew for that. */
export function evidenceCard(id) {
  const list = el("div");
  let drawn = "";
  const made = el("section", { class: "card" }, el("h2", {}, t("opportunity.evidence")), list);
  made.show = (evidence) => {
    const told = JSON.stringify(evidence);
    if (told === drawn) return;
    drawn = told;
    const rows = evidence.map((one) => ({ one, node: el("div"), now: null }));
    fill(list, rows.map(({ node }) => node));
    rows.forEach((row) => draw(row));
    if (evidence.some((one) => one.kind === "pain")) live(id, rows);
  };
  return made;
}

async function live(id, rows) {
  const pains = rows.filter((row) => row.one.kind === "pain");
  try {
    const { live: found } = await ask(`opportunities/${id}`, { live: true });
    pains.forEach((row, at) => draw(Object.assign(row, { now: found[at] ?? null })));
  } catch (error) {
    pains.forEach(({ node }) => node.append(failed(error)));
  }
}

function draw({ one, node, now }) {
  const shows = one.events.length ? el("details", { class: "fold" }, el("summary", {}, t("opportunity.events", { count: number(one.events.length) })), el("ul", {}, one.events.map((event) => el("li", {}, el("a", { href: threadAddress(event) }, named(event)))))) : null;
  fill(node, el("p", { class: "muted" }, t(`thread.${one.kind}`), " · ", minute(one.seen)), one.text ? el("blockquote", {}, nameOf(one.text, 600)) : null, one.kind === "pain" ? beside(one.frozen, now) : null, shows);
}

/** A pain point then and now. */
function beside(then, now) {
  const kind = outcomeOf(then.outcome).kind;
  const range = (pain) => `${signed(pain.effect, kind)} (${intervalOf(pain, kind)})`;
  const rows = [
    ["word.customers", (pain) => number(pain.customers)],
    ["opportunity.effect", range],
    ["opportunity.cost", (pain) => pain.cost === null ? "–" : costOf(pain.cost, pain.cost_unit)],
    ["opportunity.as_of", (pain) => minute(pain.as_of)],
  ].map(([name, show]) => ({ name: t(name), then: show(then), now: now === null ? "…" : now.state === "there" ? show(now) : "–" }));
  const columns = ["then", "now"].map((side) => ({ title: t(`opportunity.${side}`), value: (row) => row[side] }));
  return el(
    "div",
    {},
    el("p", {}, el("a", { href: `/pains/${encodeURIComponent(then.id)}` }, stepName(then.step, 60), ": ", kindName(then.kind)), " · ", outcomeName(then.outcome)),
    table(t("opportunity.evidence"), [{ title: t("opportunity.what"), value: (row) => row.name }, ...columns], rows),
    now !== null && now.state !== "there" ? el("p", { class: "notice" }, t(`opportunity.${now.state}`)) : null,
  );
}
