// Queries that were saved under a name: open, rename, look at older versions, take away and bring back.
import { ask, send } from "../core/ask.js";
import { acting } from "../core/acting.js";
import { pinDialog } from "../core/saving.js";
import { el, fill, nameOf } from "../core/dom.js";
import { minute, number } from "../core/format.js";
import { t } from "../core/words.js";
import { folded, writing } from "../core/writing.js";

/** text: what is in the editor; state: its chart; open: puts a query there and runs it. */
export function saved({ text, state, open }) {
  const said = el("div", { role: "status" });
  const cards = el("div");
  const list = el("section", { class: "card" }, el("h2", {}, t("sql.saved")), said, cards);
  const now = () => ({ query: text(), ...state });
  const load = async () => {
    const { queries } = await ask("queries");
    fill(cards, queries.length ? queries.map(card) : el("p", { class: "empty" }, t("sql.saved.none")));
  };
  const name = { name: "title", label: t("sql.name"), needed: true };
  const save = folded(t("sql.save"), writing("sql.save.do", [name], ({ title }) => send("queries", { title, ...now() }), load));

  function card({ id, version, query, by, changed }) {
    const wrong = el("div", { role: "status" });
    const rename = writing("sql.rename", [{ ...name, value: query.title }], ({ title }) => send(`queries/${id}`, { title }), load);
    return el(
      "article",
      { class: "sql-saved" },
      el("h3", {}, el("button", { type: "button", class: "link", click: () => open(query) }, nameOf(query.title, 80))),
      el("p", { class: "muted" }, t("sql.version", { version: number(version), by, when: minute(changed) })),
      el("div", { class: "actions" }, el("button", { type: "button", class: "plain", "aria-label": t("saved.pin.of", { name: query.title }), click: () => pinDialog({ page: `/sql/${id}` }) }, t("saved.pin")), el("a", { href: `/sql/${id}` }, t("query.rows")), acting("sql.overwrite", () => send(`queries/${id}`, now()), wrong, load), acting("sql.remove", () => send(`queries/${id}/remove`), wrong, () => removed(id, query.title))),
      wrong,
      folded(t("sql.rename"), rename),
      version > 1 ? versions(id) : null,
    );
  }

  async function removed(id, title) {
    await load();
    const back = acting("sql.undo", () => send(`queries/${id}/restore`), said, load);
    fill(said, el("p", { class: "notice" }, t("sql.removed", { title }), " ", back));
    back.focus();
  }

  function versions(id) {
    const shown = el("div");
    const fold = el("details", { class: "fold" }, el("summary", {}, t("sql.versions")), shown);
    fold.addEventListener("toggle", async () => {
      if (!fold.open) return;
      const { queries } = await ask(`queries/${id}/history`);
      fill(shown, el("ul", {}, queries.toReversed().map((one) => el("li", {}, el("button", { type: "button", class: "link", click: () => open(one.query) }, t("sql.version", { version: number(one.version), by: one.by, when: minute(one.changed) }))))));
    });
    return fold;
  }

  return { save, list, load: () => load().catch(() => fill(cards)) };
}
