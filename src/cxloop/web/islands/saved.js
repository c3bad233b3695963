// Saved questions: found, opened, pinned, renamed, deleted and brought back.
import { ask, send } from "./core/ask.js";
import { dialog } from "./core/dialog.js";
import { el, fill, nameOf, part, shortened } from "./core/dom.js";
import { following } from "./core/following.js";
import { minute, number } from "./core/format.js";
import { addressOfSaved, pinDialog } from "./core/saving.js";
import { only } from "./core/may.js";
import { answering } from "./core/status.js";
import { offer } from "./core/undo.js";
import { has, t } from "./core/words.js";
import { writing } from "./core/writing.js";
import { pageName } from "./dashboard/pages.js";

const FILTERS = ["q", "page", "author"];
let known = [];
const list = el("div");
const filters = el("form", { class: "fields filters-line", role: "search", submit: (event) => event.preventDefault() });

const load = (quiet = false) =>
  answering(
    async (signal) => {
      known = (await ask("saved", {}, signal)).saved;
      if (known.length === 0) return void fill(part("answer"), empty());
      if (!filters.isConnected) fill(part("answer"), filters, list);
      form();
      draw();
    },
    { quiet },
  );
following(load);

const empty = () =>
  el("div", { class: "empty" }, el("h2", {}, t("saved.none")), el("p", {}, t("saved.none.line")), el("ul", { class: "chips" }, ["/funnel", "/journeys", "/retention", "/performance"].map((page) => el("li", {}, el("a", { href: page }, pageName(page))))));

function form() {
  const query = new URLSearchParams(location.search);
  const value = (name) => query.get(name) ?? "";
  const choice = (name, options) => el("select", { name, change: choose }, [["", t("saved.any")], ...options].map(([of, text]) => el("option", { value: of, selected: of === value(name) }, text)));
  const kinds = [...new Set(known.map((one) => kind(one)))].map((page) => [page, pageName(page)]);
  const people = [...new Set(known.map((one) => one.saved.author))].map((one) => [one, shortened(one, 40)]);
  if (filters.contains(document.activeElement)) return;
  const field = (label, input) => el("label", { class: "field" }, el("span", {}, label), input);
  fill(filters, field(t("saved.search"), el("input", { type: "search", name: "q", value: value("q") || null, autocomplete: "off", input: choose })), field(t("saved.page"), choice("page", kinds)), field(t("saved.author"), choice("author", people)));
}

/** Pages that are one for each pain point, change or journey count as one. */
const kind = ({ saved }) => (saved.page === "/" || saved.page === "/journeys/of" ? saved.page : `/${saved.page.split("/")[1]}`);

function choose() {
  const query = new URLSearchParams();
  for (const name of FILTERS) if (filters.elements.namedItem(name).value) query.set(name, filters.elements.namedItem(name).value);
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
  draw();
}

function draw() {
  const query = new URLSearchParams(location.search);
  const text = (query.get("q") ?? "").trim().toLowerCase();
  const fits = (one) => (!text || `${one.saved.name}\n${one.saved.description}`.toLowerCase().includes(text)) && [["page", kind(one)], ["author", one.saved.author]].every(([name, value]) => !query.get(name) || query.get(name) === value);
  const rows = known.filter(fits);
  fill(list, el("section", { class: "card" }, el("h2", {}, t("saved.count", { count: number(rows.length) })), rows.length ? el("ul", { class: "saved-list" }, rows.map(row)) : el("p", { class: "muted" }, t("table.nothing"))));
}

function row(one) {
  const { saved } = one;
  const by = saved.author === one.by ? t("saved.by", { when: minute(one.changed), by: shortened(one.by, 40) }) : t("saved.by_both", { when: minute(one.changed), by: shortened(one.by, 40), author: shortened(saved.author, 40) });
  return el("li", {}, el("div", {}, el("a", { href: addressOfSaved(one) }, nameOf(saved.name)), " ", el("span", { class: "chip" }, pageName(saved.page)), saved.description ? el("p", {}, nameOf(saved.description, 300)) : null, el("small", { class: "block muted" }, by)), buttons(one));
}

function buttons(one) {
  const name = shortened(one.saved.name, 60);
  const button = (text, label, click) => el("button", { type: "button", class: "quiet small", "aria-label": label, click }, text);
  return el(
    "span",
    { class: "row-actions" },
    only("pin.do", button(t("saved.pin"), t("saved.pin.of", { name }), () => pinDialog({ saved: one.id }))),
    only("saved.edit.do", button(t("saved.edit"), t("saved.edit.of", { name }), () => edit(one))),
    only("saved.edit.do", button(t("saved.delete"), t("saved.delete.of", { name }), () => remove(one, name))),
  );
}

function edit(one) {
  const fields = [
    { name: "name", label: t("saved.name"), value: one.saved.name, needed: true },
    { name: "description", label: t("saved.description"), kind: "long", value: one.saved.description },
  ];
  const work = ({ name, description = "" }) => send(`saved/${one.id}`, { name, description });
  const made = dialog(t("saved.edit.of", { name: shortened(one.saved.name, 60) }), writing("saved.edit.do", fields, work, () => (made.close(), load(true))));
}

async function remove(one, name) {
  try {
    await send(`saved/${one.id}/remove`);
  } catch (error) {
    return void dialog(t("failure.title"), el("p", {}, error.message));
  }
  offer(t("undo.deleted", { name }), async () => (await send(`saved/${one.id}/restore`), load(true)));
  load(true);
}
