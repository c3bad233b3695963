// The keys of this page, and a switch for those that are single ones.
import { el } from "../core/dom.js";
import { t } from "../core/words.js";

const GENERAL = [[["Ctrl", "K"], "palette"], [["/"], "search"], [["?"], "keys"], [["Tab"], "tab"], [["Esc"], "escape"], [["Ctrl", "Z"], "undo"]];
/** What only one page has, by its room. */
const OWN = {
  journeys: [[["←", "→", "↑", "↓"], "map_move"], [["Enter"], "map_open"]],
  names: [[["↑", "↓"], "names_move"], [["Enter"], "names_save"]],
  sql: [[["Ctrl", "Enter"], "sql_run"], [["Esc"], "sql_leave"]],
  funnel: [[["↑", "↓"], "choose"]],
};

/** Shows them in a dialog. */
export function openKeys() {
  const rooms = [...document.querySelectorAll("#rooms [data-letter]")];
  const here = document.querySelector("#rooms .room[aria-current]")?.dataset.room;
  const line = (keys, text) => [el("dt", {}, keys.map((one) => el("kbd", {}, one))), el("dd", {}, text)];
  const list = (rows) => el("dl", { class: "keys" }, rows.map(([keys, name]) => line(keys, t(`keys.${name}`))));
  const off = el("input", { type: "checkbox", change: () => (off.checked ? localStorage.removeItem("cxloop.keys") : localStorage.setItem("cxloop.keys", "off")) });
  off.checked = localStorage.getItem("cxloop.keys") !== "off";
  const dialog = el(
    "dialog",
    { class: "card asking guide", "aria-labelledby": "keys-title", close: () => dialog.remove(), click: ({ target }) => target === dialog && dialog.close() },
    el("h2", { id: "keys-title", tabindex: -1, autofocus: true }, t("keys.title")),
    OWN[here] ? [el("h3", {}, t("keys.here")), list(OWN[here])] : null,
    el("h3", {}, t("keys.all")),
    list(GENERAL),
    el("h3", {}, t("keys.rooms")),
    el("dl", { class: "keys" }, rooms.map((one) => line(["g", one.dataset.letter], one.textContent))),
    el("label", { class: "check" }, off, " ", t("keys.single")),
    el("form", { method: "dialog", class: "actions" }, el("button", { class: "plain" }, t("journeys.close"))),
  );
  document.body.append(dialog);
  dialog.showModal();
}
