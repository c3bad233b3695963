// What would come in of files that are looked at: how much of whom, which events, and what could not be read.
import { el, nameOf } from "../core/dom.js";
import { counted, day, dayIn, number, people } from "../core/format.js";
import { form, say, t } from "../core/words.js";
import { ofCases } from "./mapping.js";
import { rowsRefused } from "./refused.js";

const OPEN = 12;

/** What would come in, in one sentence, and what would not. */
export function expecting(group) {
  const found = group.map((file) => file.look.expected);
  if (found.some((one) => one === null)) return null;
  const sum = (name) => found.reduce((total, one) => total + one[name], 0);
  const edge = (name, better) => found.map((one) => one[name]).filter(Boolean).reduce((best, one) => (best === null || better(one, best) ? one : best), null);
  const [events, refused, read] = [sum("events"), sum("refused"), sum("read")];
  const cases = group.every(({ look }) => ofCases(look.mapping)) ? sum("cases") : 0;
  const [{ look }] = group;
  const date = (moment) => (look.local ? dayIn(moment, look.mapping.zone) : day(moment));
  const keys = cases ? ["bring.expect.case", "bring.expect.case.most"] : ["bring.expect", "bring.expect.most"];
  const key = keys[Number(group.length > 1)]; // files of the same columns may be of the same people
  const strong = (text) => el("strong", {}, text);
  const sentence = events
    ? say(key, { events: strong(counted("overview.events", events)), who: strong(cases ? people(cases, "case") : people(sum("customers"))), from: date(edge("begin", (a, b) => a < b)), to: date(edge("end", (a, b) => a > b)) })
    : [strong(t("bring.expect.none"))];
  const basis = found.every((one) => one.whole) ? counted("bring.basis.whole", read) : t("bring.basis.part", { read: number(read), rows: number(sum("about")) });
  const here = events && found.every((one) => one.shared !== null) ? counted(cases ? "bring.shared.case" : "bring.shared", sum("shared")) : null;
  const reasons = {};
  for (const one of found) for (const [reason, count] of Object.entries(one.reasons)) reasons[reason] = (reasons[reason] ?? 0) + count;
  const rows = group.flatMap(({ name, look }) => look.expected.first_refused.map((row) => ({ ...row, path: name })));
  return [
    el("p", { class: "headline" }, sentence, refused ? [" ", t(form("bring.expect.refused", refused), { count: number(refused) })] : null),
    el("p", { class: "muted" }, basis, here && [" ", here]),
    events ? steps(found) : null,
    refused ? rowsRefused(reasons, rows, group.length > 1) : null,
  ];
}

/** The events by name, and how often each was met. */
function steps(found) {
  const counts = new Map();
  for (const { event, events } of found.flatMap((one) => one.steps)) counts.set(event, (counts.get(event) ?? 0) + events);
  const listed = [...counts].sort((a, b) => b[1] - a[1]);
  const different = Math.max(listed.length, ...found.map((one) => one.different));
  const rest = different - listed.length;
  return el(
    "details",
    { class: "more", open: different <= OPEN },
    el("summary", {}, counted("bring.steps", different)),
    el("ul", { class: "counts" }, listed.map(([name, count]) => el("li", {}, nameOf(name, 60), " ", el("span", { class: "number muted" }, number(count)))), rest ? el("li", { class: "muted" }, t("bring.steps.more", { count: number(rest) })) : null),
  );
}
