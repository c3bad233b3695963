// What a page is asked, as its address has it.
const SCOPE = ["from", "to", "channel", "per", "where", "having", "lacking", "segment", "first", "last", "zone"];
const COMPARE = ["compare", "compare_from", "compare_to"];

/** The parameters of the address that say what is looked at. */
export function scope(also = []) {
  const kept = new URLSearchParams();
  for (const [name, value] of new URLSearchParams(location.search)) {
    if ((SCOPE.includes(name) || also.includes(name)) && value) kept.append(name, value);
  }
  return kept;
}

/** The same with what is to be compared. */
export const compared = (also = []) => scope([...also, ...COMPARE]);

let onlyCases = false;

/** What is asked of; a case as well where the log has nothing but cases. */
export const per = () => (onlyCases || new URLSearchParams(location.search).get("per") === "case" ? "case" : "customer");

/** Takes in what an answer says of that: of cases though nobody asked for them. */
export function heard(answer, parameters) {
  if (answer?.per === "case" && new URLSearchParams(parameters).get("per") !== "case") onlyCases = true;
}

/** An address with the scope of this page; `more` is a list of [name, value]. */
export function within(path, more = [], also = []) {
  const query = scope(also);
  for (const [name, value] of more) query.append(name, value);
  return query.size ? `${path}?${query}` : path;
}

/** Where one journey is shown; names that a path would bend go into the query. */
export function journeyAddress(name, kind = per(), steps = [], more = []) {
  const safe = /^[\p{L}\p{N}_@-][\p{L}\p{N}_.@ -]*$/u.test(name) && name.length < 500;
  const query = new URLSearchParams(safe ? {} : { name: String(name).toWellFormed() });
  if (kind === "case") query.set("per", "case");
  for (const step of steps) query.append("step", String(step).toWellFormed());
  for (const [key, value] of more) query.append(key, value);
  return `/journeys/of${safe ? `/${encodeURIComponent(name)}` : ""}${query.size ? `?${query}` : ""}`;
}
