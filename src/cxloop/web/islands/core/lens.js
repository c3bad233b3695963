// A line under the answers of a page: what the workspace hides, merges and leaves out of them.
import { el, fill, part } from "./dom.js";
import { counted } from "./format.js";
import { term } from "./term.js";
import { say } from "./words.js";

/** lens: what an answer says of it; null where nothing is kept from it. */
export function showLens(lens) {
  const node = part("lens");
  if (!node) return;
  const told = ["hidden", "merged", "bots"].filter((what) => lens?.[what]).map((what) => counted(`lens.${what}`, lens[what]));
  node.hidden = told.length === 0;
  fill(node, told.length ? say("lens.line", { what: told.join(", "), names: el("a", { href: "/names" }, say("room.names")) }).concat(term("lens")) : null);
}
