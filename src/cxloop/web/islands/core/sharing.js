// A link under which people outside may read one answer, for a while; made in a dialog, which lists and ends them as well.
import { ask, send } from "./ask.js";
import { el, fill, nameOf } from "./dom.js";
import { day } from "./format.js";
import { failed } from "./status.js";
import { offer } from "./undo.js";
import { t } from "./words.js";
import { writing } from "./writing.js";

const DAYS = ["1", "7", "30", "90"];

/** Opens the dialog for an answer, or for a dashboard. title: what the page that it opens is headed with. */
export function shareDialog(question, query, title = document.title.split(" · ")[0]) {
  const line = t(question.startsWith("dashboards/") ? "share.line.dashboard" : "share.line");
  const made = el("div", { "aria-live": "polite" });
  const list = el("div");
  const fields = [
    { name: "title", label: t("share.title"), value: title, needed: true },
    { name: "days", label: t("share.days"), options: DAYS.map((days) => [days, t("share.for", { days })]), value: "7" },
  ];
  const work = async ({ title, days }) => fill(made, link(await send("shares", { question, query: String(query), title, days: Number(days) })));
  const close = el("button", { type: "button", class: "quiet", click: () => dialog.close() }, t("share.close"));
  const dialog = el("dialog", { class: "card asking", close: () => dialog.remove() }, el("h2", {}, t("share.heading")), el("p", { class: "muted" }, line), writing("share.make", fields, work, () => renew(list)), made, list, el("div", { class: "actions" }, close));
  dialog.setAttribute("aria-label", t("share.heading"));
  document.body.append(dialog);
  dialog.showModal();
  renew(list);
}

function link({ path }) {
  const address = new URL(path, location.href).href;
  const field = el("input", { type: "text", readonly: true, value: address, "aria-label": t("share.address"), focus: (event) => event.target.select() });
  const said = el("span", { role: "status" });
  const copy = el("button", { type: "button", class: "plain", click: async () => ((await copied(address, field)), (said.textContent = t("share.copied"))) }, t("share.copy"));
  return el("div", { class: "shared" }, field, copy, said, el("p", { class: "muted" }, t("share.once")));
}

async function copied(text, field) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    field.focus(); // where the clipboard is not to be had, the text is ready to be copied by hand
  }
}

async function renew(list) {
  try {
    const { shares } = await ask("shares");
    const open = shares.filter((one) => one.open);
    fill(list, open.length ? [el("h3", {}, t("share.list")), el("ul", { class: "plain-list" }, open.map((one) => row(one, list)))] : null);
  } catch (error) {
    fill(list, failed(error));
  }
}

function row(one, list) {
  const end = el("button", { type: "button", class: "quiet", click: async () => (await send(`shares/${one.id}/remove`), offer(t("share.end"), () => send(`records/share/${one.id}/undo`, {}), () => renew(list)), renew(list)) }, t("share.end"));
  return el("li", {}, nameOf(one.title, 60), " ", el("span", { class: "muted" }, t("share.until", { day: day(one.until), by: one.author })), " ", end);
}
