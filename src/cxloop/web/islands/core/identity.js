// Which identity map an answer used, in words.
import { el, nameOf } from "./dom.js";
import { number } from "./format.js";
import { term } from "./term.js";
import { t } from "./words.js";

export function identity(mark, per) {
  const [map, state] = String(mark).split("@");
  const known = map === "identifiers" && /^\d+$/.test(state ?? "");
  const key = per === "case" ? "identity.case" : state === "0" ? "identity.plain" : "identity.merged";
  return [known ? t(key, { count: number(state) }) : el("code", {}, nameOf(mark, 200)), " ", term("identity")];
}
