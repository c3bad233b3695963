// What can be put on a dashboard: a saved question, or a page as it is.
import { ask } from "../core/ask.js";
import { dialog } from "../core/dialog.js";
import { el, fill, nameOf, shortened } from "../core/dom.js";
import { failed } from "../core/status.js";
import { t } from "../core/words.js";
import { PLAIN, pageName } from "./pages.js";

/** Opens the choice. pin: puts a tile there. */
export function choosing(pin) {
  const said = el("div", { role: "status" });
  const [mine, rows] = [0, 1].map(() => el("div", {}, el("p", { class: "muted" }, t("status.asking"))));
  const button = (text, tile) => el("li", {}, el("button", { type: "button", class: "link", click: () => put(tile) }, text));
  const made = dialog(t("dashboard.add"), el("h3", {}, t("room.saved")), mine, el("h3", {}, t("sql.saved")), rows, el("h3", {}, t("dashboard.add.pages")), el("ul", { class: "plain-list choices" }, PLAIN.map((page) => button(pageName(page), { page }))), el("p", { class: "muted" }, t("dashboard.add.line")), said);
  async function put(tile) {
    try {
      await pin(tile);
      made.close();
    } catch (error) {
      fill(said, failed(error));
    }
  }
  ask("saved").then(
    ({ saved }) => fill(mine, saved.length ? el("ul", { class: "plain-list choices" }, saved.map((one) => button([nameOf(one.saved.name, 60), el("small", { class: "muted" }, " ", shortened(pageName(one.saved.page), 40))], { saved: one.id }))) : el("p", { class: "muted" }, t("saved.none.line"))),
    (error) => fill(mine, failed(error)),
  );
  ask("queries").then(
    ({ queries }) => fill(rows, queries.length ? el("ul", { class: "plain-list choices" }, queries.map(({ id, query }) => button(nameOf(query.title, 60), { page: `/sql/${id}` }))) : el("p", { class: "muted" }, t("sql.saved.none"))),
    (error) => fill(rows, failed(error)),
  );
}
