// The dashboards there are, a new one, and the one that a workspace begins with.
import { acting } from "./core/acting.js";
import { ask, send } from "./core/ask.js";
import { dialog } from "./core/dialog.js";
import { el, fill, nameOf, part, shortened } from "./core/dom.js";
import { following } from "./core/following.js";
import { counted, minute } from "./core/format.js";
import { keep } from "./core/keeping.js";
import { only } from "./core/may.js";
import { answering } from "./core/status.js";
import { offer } from "./core/undo.js";
import { t } from "./core/words.js";
import { writing } from "./core/writing.js";

const address = (id) => `/dashboards/${encodeURIComponent(id)}`;
const open = ({ id }) => location.assign(address(id));

const load = (quiet = false) =>
  answering(
    async (signal) => {
      const { dashboards } = await ask("dashboards", {}, signal);
      keep(part("answer"), [
        dashboards.length === 0 && { key: "none", make: empty },
        ...dashboards.map((one) => ({ key: `one:${one.id}`, told: one, make: () => card(one) })),
        { key: "new", make: adding },
      ]);
    },
    { quiet },
  );
following(load);

function empty() {
  const said = el("div", { role: "status" });
  const ready = acting("dashboards.ready", async () => open(await send("dashboards", { ready: true, name: t("dashboard.ready.name"), titles: { funnel: t("dashboard.ready.funnel") } })), said, () => {});
  ready.className = "primary";
  return el("div", { class: "empty" }, el("h2", {}, t("dashboards.none")), el("p", {}, t("dashboards.none.line")), el("p", {}, ready), el("p", { class: "muted" }, t("dashboards.ready.line")), said);
}

const adding = () =>
  only("dashboards.add", el("section", { class: "card" }, el("h2", {}, t("dashboards.new")), writing("dashboards.add", [{ name: "name", label: t("dashboards.name"), needed: true }, { name: "description", label: t("saved.description") }], async (given) => open(await send("dashboards", given)), () => {})));

function card(one) {
  const name = shortened(one.name, 60);
  const remove = only("dashboard.edit", el("button", { type: "button", class: "quiet small", "aria-label": t("saved.delete.of", { name }), click: () => gone(one, name) }, t("saved.delete")));
  return el("article", { class: "card dashboard-line" }, el("h2", {}, el("a", { href: address(one.id) }, nameOf(one.name))), one.description ? el("p", {}, nameOf(one.description, 300)) : null, el("p", { class: "muted" }, counted("dashboards.tiles", one.count), " · ", t("dashboards.changed", { when: minute(one.changed), by: shortened(one.by, 40) })), remove);
}

async function gone(one, name) {
  try {
    await send(`dashboards/${one.id}/remove`);
  } catch (error) {
    return void dialog(t("failure.title"), el("p", {}, error.message));
  }
  offer(t("undo.deleted", { name }), async () => (await send(`dashboards/${one.id}/restore`), load(true)));
  load(true);
}
