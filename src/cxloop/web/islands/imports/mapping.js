// The part that each column plays. A mapping is never changed: each function gives a new one.
export const SINGLE = ["customer", "case", "event", "channel", "owner", "due", "value", "text", "id"];
export const ROLES = ["property", "time", "event", "customer", "case", "identifier", "channel", "owner", "due", "value", "text", "id", "moment"];
const OF_TIME = new Set(["time", "moment", "due"]);

/** What a column is. */
export function roleOf(mapping, column) {
  const moment = mapping.times.find(([name]) => name === column);
  if (moment) return moment[1] === null ? "time" : "moment";
  if (mapping.identifiers.some(([, name]) => name === column)) return "identifier";
  return SINGLE.find((role) => mapping[role] === column) ?? "property";
}

/** What goes with the role of a column: the kind of an identifier, the name of a moment. */
export function extraOf(mapping, column) {
  const role = roleOf(mapping, column);
  if (role === "customer") return mapping.customer_kind;
  if (role === "moment") return mapping.times.find(([name]) => name === column)[1];
  return role === "identifier" ? mapping.identifiers.find(([, name]) => name === column)[0] : "";
}

/** The events that a row makes of its columns of times. */
export const momentsOf = (mapping) => [...new Set(mapping.times.map(([, name]) => name).filter((name) => name !== null))];

/** The mapping with another role for a column; who had a role that only one can have becomes a property. */
export function withRole(mapping, column, role, extra = "") {
  const next = { ...mapping, times: mapping.times.filter(([name]) => name !== column), identifiers: mapping.identifiers.filter(([, name]) => name !== column) };
  for (const one of SINGLE) if (next[one] === column) next[one] = null;
  if (role === "time") next.times = [...next.times, [column, null]];
  else if (role === "moment") next.times = [...next.times, [column, extra || column]];
  else if (role === "identifier") next.identifiers = [...next.identifiers, [extra || "user id", column]];
  else if (role !== "property") next[role] = column;
  if (role === "customer") next.customer_kind = extra || "customer";
  if (next.customer === null) next.customer_kind = "customer";
  if (role === "event") next.event_name = null;
  if (next.value === null || !momentsOf(next).includes(next.value_at)) next.value_at = null;
  const dated = OF_TIME.has(role) || OF_TIME.has(roleOf(mapping, column));
  return dated ? { ...next, dates: "", orders: [] } : next;
}

/** The same with one name for all rows; no column gives it then. */
export const withEventName = (mapping, name) => ({ ...mapping, event_name: name || null, event: name ? null : mapping.event });

/** Whether nothing but cases tells whose an event is, so that all speaks of cases. */
export const ofCases = (mapping) => Boolean(mapping.case) && !mapping.customer && !mapping.identifiers?.length;
