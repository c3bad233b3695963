// The question of a page kept under a name: saved, saved again, pinned to a dashboard. Loaded when it is wanted.
import { ask, seen, send } from "./ask.js";
import { dialog } from "./dialog.js";
import { el, fill, nameOf, shortened } from "./dom.js";
import { offer } from "./undo.js";
import { t } from "./words.js";
import { acting } from "./acting.js";
import { writing } from "./writing.js";

/** Page and query of this address: its question, whatever it was opened from. */
export function here() {
  const query = new URLSearchParams(location.search);
  query.delete("saved");
  return { page: location.pathname, query: String(query) };
}

/** Where a saved question is opened. */
export const addressOfSaved = ({ id, saved }) => {
  const query = new URLSearchParams(saved.query);
  query.append("saved", id);
  return `${saved.page}?${query}`;
};

/** Asks for a name and keeps what this page asks; that it can be pinned as well is another thing, said afterwards. then: called when it is kept. */
export function saveDialog(name, then) {
  const body = el("div");
  const fields = [
    { name: "name", label: t("saved.name"), value: shortened(name, 90), needed: true },
    { name: "description", label: t("saved.description"), kind: "long" },
  ];
  const work = async ({ name: called, description = "" }) => {
    const made = await send("saved", { ...here(), name: called, description });
    keepInAddress(made.id);
    then();
    const done = el("p", { role: "status" }, t("saved.done", { name: shortened(made.saved.name, 60) }), " ", el("a", { href: "/saved" }, t("saved.where")));
    opened.rename(t("saved.heading.done"));
    fill(body, done, el("section", { class: "next" }, el("h3", {}, t("pin.next")), el("p", { class: "hint" }, t("pin.next.line")), pinning({ saved: made.id })));
    body.querySelector("a").focus();
  };
  fill(body, el("p", { class: "hint" }, t("saved.heading.line")), writing("saved.save", fields, work, () => {}));
  const opened = dialog(t("saved.heading"), body);
  opened.querySelector("input").select();
}

function keepInAddress(id) {
  const query = new URLSearchParams(location.search);
  query.set("saved", id);
  history.replaceState(history.state, "", `?${query}`);
}

/** Opens a dialog that pins something. tile: {saved} or {page, query}. */
export const pinDialog = (tile, then = () => {}) => dialog(t("pin.heading"), pinning(tile, then, (first) => first.focus()));

/** A form that puts a tile on a dashboard, an old one or a new one. drawn: called with its first field, once it is there. */
export function pinning(tile, then = () => {}, drawn = () => {}) {
  const node = el("div");
  ask("dashboards").then(({ dashboards }) => draw(dashboards), () => draw([]));
  function draw(dashboards) {
    const fields = [
      { name: "dashboard", label: t("pin.dashboard"), options: [...dashboards.map((one) => [one.id, shortened(one.name, 60)]), ["", t("pin.new")]], value: dashboards[0]?.id ?? "" },
      { name: "name", label: t("pin.new_name") },
      { name: "follows", label: t("pin.follows"), options: [["", t("pin.follows.no")], ["yes", t("pin.follows.yes")]], value: "" },
    ];
    const form = writing("pin.do", fields, work, () => {});
    const select = form.elements.namedItem("dashboard");
    const own = form.elements.namedItem("name");
    const shape = () => ((own.closest("label").hidden = select.value !== ""), (own.required = select.value === ""));
    select.addEventListener("change", shape);
    shape();
    fill(node, form);
    drawn(dashboards.length ? select : own);
  }
  async function work({ dashboard, name, follows }) {
    const id = dashboard ?? (await send("dashboards", { name })).id;
    const { name: called } = await send(`dashboards/${encodeURIComponent(id)}/tiles`, { ...tile, follows: follows === "yes" });
    fill(node, el("p", { role: "status" }, t("pin.done"), " ", el("a", { href: `/dashboards/${encodeURIComponent(id)}` }, nameOf(called, 60))));
    node.querySelector("a").focus();
    then();
  }
  return node;
}

const same = (one, other) => String(new URLSearchParams(one)) === String(new URLSearchParams(other));

/** Says under what name the question of this page is kept, and whether it is still that question. */
export async function savedLine(node) {
  const id = new URLSearchParams(location.search).get("saved");
  if (id === null) return void fill(node);
  let one;
  try {
    one = await seen(`saved/${encodeURIComponent(id)}`);
  } catch {
    return void fill(node, el("span", { class: "muted" }, t("saved.gone")));
  }
  const { page, query } = here();
  const changed = page === one.saved.page && !same(query, one.saved.query);
  const said = el("span", { role: "status" });
  const again = () => savedLine(node);
  fill(
    node,
    el("a", { href: "/saved" }, t("room.saved")),
    " › ",
    el("b", {}, nameOf(one.saved.name, 80)),
    one.saved.description ? el("span", { class: "muted" }, nameOf(one.saved.description, 160)) : null,
    changed
      ? [
          el("span", { class: "chip" }, t("saved.changed")),
          acting("saved.again", () => replaced(one, again), said, again),
          el("a", { href: addressOfSaved(one) }, t("saved.back")),
          said,
        ]
      : null,
  );
}

async function replaced(one, again) {
  await send(`saved/${encodeURIComponent(one.id)}`, here());
  const { page, query } = one.saved;
  offer(t("saved.replaced", { name: shortened(one.saved.name, 60) }), async () => (await send(`saved/${encodeURIComponent(one.id)}`, { page, query }), again()));
}
