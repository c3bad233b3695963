// Findings that hit the same customers belong together: one leads, the others are folded under it.
import { sure } from "./words.js";

/** Families of findings in the order given: {lead, same}. A sure finding leads before one that may be chance. */
export function families(pains) {
  const byId = new Map(pains.map((pain) => [pain.id, pain]));
  const head = (pain) => (byId.has(pain.same_as) && pain.same_as !== pain.id ? pain.same_as : pain.id);
  const grouped = Map.groupBy(pains, head);
  const made = [...grouped.entries()].map(([id, members]) => {
    const main = members.find((one) => one.id === id) ?? members[0];
    const lead = sure(main) ? main : (members.find(sure) ?? main);
    return { lead, same: members.filter((one) => one !== lead) };
  });
  return made.sort((a, b) => pains.indexOf(a.lead) - pains.indexOf(b.lead));
}
