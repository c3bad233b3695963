// What this session may do. The page knows the routes that are refused to its role; what needs one of them is not shown.
import { el, fill, part } from "./dom.js";
import { language, t } from "./words.js";

/** What is done under the key of its text, and the route that does it, as the table of routes has it below /api/v1/. */
const ROUTES = {
  "behind.segment.make": "segments",
  "board.add_idea": "ideas",
  "board.close": "opportunities/{number}",
  "board.comment": "ideas/{number}/comment",
  "board.decide": "verdicts/{number}",
  "board.merge": "ideas/{number}/merge",
  "board.plan": "changes",
  "board.plan_it": "changes",
  "board.start": "changes/{number}/start",
  "board.take": "opportunities",
  "board.take_pain": "opportunities",
  "board.tell": "opportunities/{number}/tell",
  "board.vote": "ideas/{number}/vote",
  "bring.query.run": "imports/query",
  "change.edit": "changes/{number}",
  "change.learn": "lessons",
  "change.sign": "verdicts/{number}",
  "change.start": "changes/{number}/start",
  "change.ticket_save": "changes/{number}",
  "dashboard.edit": "dashboards/{number}",
  "dashboards.add": "dashboards",
  "dashboards.ready": "dashboards",
  "digest.start": "digest/plan",
  "flags.add": "flags/of",
  "flags.edit": "flags/of",
  "flags.try": "flags/try",
  "flags.switch_off": "flags/switch",
  "flags.switch_on": "flags/switch",
  "goals.add": "goals",
  "goals.enter": "goals/{number}/figure",
  "imports.bring": "imports",
  "imports.undo": "imports/{number}/undo",
  "labels.channels": "names/channel",
  "labels.events": "names/event",
  "labels.settings": "names/settings",
  "labels.undo": "names/history/{number}/undo",
  "opportunity.edit": "opportunities/{number}",
  "opportunity.open": "opportunities/{number}",
  "performance.add": "marks",
  "pin.do": "dashboards/{number}/tiles",
  "prototype.close": "prototypes/{number}",
  "prototype.edit": "prototypes/{number}",
  "prototype.make_links": "prototypes/{number}/links",
  "prototype.reopen": "prototypes/{number}",
  "prototype.show": "prototypes",
  "quarantine.drop": "quarantine/{number}/drop",
  "quarantine.fix": "quarantine/{number}/fix",
  "quarantine.replay": "quarantine/replay",
  "quarantine.replay_all": "quarantine/replay",
  "saved.again": "saved/{number}",
  "saved.edit.do": "saved/{number}",
  "saved.save": "saved",
  "schema.end": "schemas/end",
  "schema.fix": "schemas/of",
  "schema.fix_anew": "schemas/of",
  "segment.add": "segments",
  "segment.end": "segments/end",
  "share.make": "shares",
  "sql.overwrite": "queries/{number}",
  "sql.remove": "queries/{number}/remove",
  "sql.rename": "queries/{number}",
  "sql.save.do": "queries",
  "sql.undo": "queries/{number}/restore",
  "teams.add": "teams",
};
const refused = JSON.parse(document.getElementById("refused").textContent);
const needed = new Set();

/** Whether something may be done; where not, the page says below its heading who may. */
export function may(task) {
  const role = refused[ROUTES[task]];
  if (role !== undefined && !needed.has(role)) tell(needed.add(role));
  return role === undefined;
}

/** A node for something to be done: hidden where it may not. */
export function only(task, node) {
  if (may(task)) return node;
  node.hidden = true;
  node.dataset.refused = task;
  return node;
}

/** Whether one of these, which may be lists, may not be used. */
export const withheld = (nodes) => [nodes].flat(Infinity).some((one) => one instanceof HTMLElement && "refused" in one.dataset);

function tell(roles) {
  const place = part("may");
  fill(place, el("span", {}, t("may.not", { role: document.documentElement.dataset.role, needed: new Intl.ListFormat(language, { type: "disjunction" }).format(roles) })));
  place.hidden = false;
}
