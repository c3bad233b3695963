// One dashboard: tiles arranged by hand, each with its own answer, and a period for all of them.
import { addressOf, ask, given, send } from "./core/ask.js";
import { dialog } from "./core/dialog.js";
import { el, fill, nameOf, part, shortened } from "./core/dom.js";
import { following } from "./core/following.js";
import { keep } from "./core/keeping.js";
import { may, only } from "./core/may.js";
import { shareItem, takeMenu } from "./core/menu.js";
import { answering, failed } from "./core/status.js";
import { offer } from "./core/undo.js";
import { t } from "./core/words.js";
import { writing } from "./core/writing.js";
import { choosing } from "./dashboard/adding.js";
import { periodBar, periodTold } from "./dashboard/period.js";
import { asks, refresh, shown, titleOf } from "./dashboard/tile.js";
import { movable } from "./dashboard/moving.js";

const id = encodeURIComponent(given().dashboard);
const wrong = el("div", { role: "status" });
const tools = el("div", { class: "tools" });
const grid = el("div", { class: "tiles", "data-part": "tiles" });
let now = null;

const load = (quiet = false) =>
  answering(
    async (signal) => {
      now = await ask(`dashboards/${id}`, {}, signal);
      draw();
    },
    { quiet },
  );
following(load);

/**
 * Writes a change down. change: gives the fields to write, of what the dashboard is now; where somebody else was quicker it
 * is made again, to what they have written.
 */
export async function edit(change, again = true) {
  try {
    now = await send(`dashboards/${id}`, { ...change(now), version: now.version });
    fill(wrong);
  } catch (error) {
    if (error.code === "outdated" && again) {
      now = await ask(`dashboards/${id}`);
      return edit(change, false);
    }
    fill(wrong, failed(error));
    throw error;
  }
  draw();
}

const plain = ({ id: tile, title, page, query, saved, size, follows }) => ({ id: tile, title, page, query, saved, size, follows });
const changed = (change) => edit(({ tiles: all }) => ({ tiles: change(all.map(plain)) }));

/** A change of the tiles with a way back; one that could not be written down, which `edit` has said by then, has none. */
const undoable = (change, said, back) => changed(change).then(() => offer(said(), () => changed(back)), () => {});

const put = (tile, to) => (all) => {
  const one = all.find((each) => each.id === tile.id);
  const rest = all.filter((each) => each !== one);
  return one ? [...rest.slice(0, to), one, ...rest.slice(to)] : all;
};

function moved(tile, to) {
  const said = () => t("tile.moved", { title: shortened(titleOf(tile), 60), place: to + 1, count: now.tiles.length });
  return undoable(put(tile, to), said, put(tile, doing.place(tile)));
}

const doing = {
  period: () => Boolean(now.begin || now.end),
  place: (tile) => now.tiles.findIndex((one) => one.id === tile.id),
  by: (tile, step) => {
    const to = doing.place(tile) + step;
    if (to >= 0 && to < now.tiles.length) return moved(tile, to);
  },
  to: moved,
  set: (tile, fields) => changed((all) => all.map((one) => (one.id === tile.id ? { ...one, ...fields } : one))).catch(() => {}),
  async remove(tile) {
    const at = doing.place(tile);
    await undoable((all) => all.filter((one) => one.id !== tile.id), () => t("tile.removed", { title: shortened(titleOf(tile), 60) }), (all) => [...all.slice(0, at), plain(tile), ...all.slice(at)]);
    (grid.children[Math.min(at, grid.children.length - 1)]?.querySelector("a, button") ?? tools.querySelector("button")).focus({ preventScroll: true });
  },
};

function draw() {
  const answer = part("answer");
  fill(part("heading"), nameOf(now.name));
  part("lead").textContent = now.description;
  part("lead").hidden = !now.description;
  if (!grid.isConnected) fill(answer, tools, wrong, grid);
  keep(tools, [
    { key: "period", told: [now.days, now.begin, now.end], make: () => only("dashboard.edit", periodBar(now, (fields) => edit(() => fields).catch(() => {}))) },
    { key: "told", told: [now.days, now.begin, now.end], make: () => periodTold(now) },
    { key: "do", told: [now.name, now.description], make: buttons },
  ]);
  keep(grid, now.tiles.length ? now.tiles.map((tile) => ({ key: tile.id, told: [tile, asks(tile), doing.period()], make: () => (may("dashboard.edit") ? movable(shown(tile, doing, doing.period()), tile, doing) : shown(tile, null, doing.period())) })) : [{ key: "none", make: empty }]);
}

const button = (key, click, kind = "plain") => el("button", { type: "button", class: kind, click }, t(key));

function buttons() {
  const add = () => choosing(async (tile) => ((now = await send(`dashboards/${id}/tiles`, tile)), draw()));
  return el("div", { class: "actions" }, only("dashboard.edit", button("dashboard.add", add, "primary")), button("dashboard.refresh", refresh), button("dashboard.print", () => print()), takeAlong(), only("dashboard.edit", button("dashboard.edit", rename)), only("dashboard.edit", button("dashboard.delete", remove, "quiet")));
}

/** The whole dashboard as a file, a tile on each sheet; drawn up by the server, which asks every tile. */
function takeAlong() {
  const link = (format) => el("li", {}, el("a", { href: addressOf(`dashboards/${id}`, { as: format }), download: "" }, t(`dashboard.take.${format}`)));
  return takeMenu([link("pdf"), link("html"), shareItem(`dashboards/${id}`, "", now.name)]);
}

function rename() {
  const fields = [
    { name: "name", label: t("dashboards.name"), value: now.name, needed: true },
    { name: "description", label: t("saved.description"), kind: "long", value: now.description },
  ];
  const made = dialog(t("dashboard.edit"), writing("saved.edit.do", fields, ({ name, description = "" }) => edit(() => ({ name, description })), () => made.close()));
}

async function remove() {
  try {
    await send(`dashboards/${id}/remove`);
  } catch (error) {
    return void fill(wrong, failed(error));
  }
  fill(part("answer"), el("div", { class: "empty" }, el("p", {}, t("undo.deleted", { name: shortened(now.name, 60) })), el("p", {}, button("undo.back", async () => (await send(`dashboards/${id}/restore`), load()), "plain"), " ", el("a", { href: "/dashboards" }, t("room.dashboards")))));
  part("answer").querySelector("button").focus();
}

const empty = () => el("div", { class: "empty" }, el("h2", {}, t("dashboard.none")), el("p", {}, t("dashboard.none.line")), el("p", {}, el("a", { href: "/saved" }, t("room.saved"))));
