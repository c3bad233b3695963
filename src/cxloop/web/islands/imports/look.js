// How files with the same columns would be read: the first rows, a choice above each column, and what would come in.
import { send } from "../core/ask.js";
import { el, fill, nameOf, shortened } from "../core/dom.js";
import { counted, number } from "../core/format.js";
import { failed } from "../core/status.js";
import { say, t } from "../core/words.js";
import { expecting } from "./expecting.js";
import { extraOf, momentsOf, roleOf, ROLES, withEventName, withRole } from "./mapping.js";

const SHOWN = 6;
const PATIENCE_MS = 200;
const ENCODINGS = ["utf-8", "cp949", "utf-16", "cp1252", "shift_jis", "gb18030"];
const FORMATS = { csv: "CSV", excel: "Excel", parquet: "Parquet", jsonl: "JSON Lines", xes: "XES" };
const KINDS = ["customer", "user id", "e-mail", "phone", "device", "card", "anonymous"];
const EXTRA = new Set(["customer", "identifier", "moment"]);

/** Files by their columns: each group is read in one way. files: {upload, name, choice, look}. */
export function groupsOf(files) {
  const groups = new Map();
  for (const file of files) {
    const key = JSON.stringify([file.look.columns, file.look.format, file.look.mapping.event_name]);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(file);
  }
  return [...groups.values()];
}

/** How a file would be read as chosen. Times without a zone are taken for times of this browser, unless more is known. */
export const previewed = (upload, choice) => send("imports/preview", { upload, usual: Intl.DateTimeFormat().resolvedOptions().timeZone, ...choice });

/** The card of a group. `changed()` is called whenever its files are looked at anew, `leave(file)` for one to be left out. */
export function looking(group, changed, leave) {
  const card = el("section", { class: "card" });
  const notes = el("div", { role: "status", class: "notes" });
  const outcome = el("div", { role: "status", class: "expect" });
  let mapping = group[0].look.mapping;
  let latest = 0;
  let controls = [];

  const draw = () => {
    mapping = group[0].look.mapping;
    const columns = group[0].look.columns.map((column) => control(column));
    const paid = payment();
    controls = [...columns, paid];
    fill(card, title(group, leave), notes, samples(group[0].look, columns.map(({ node }) => node)), extras(paid.node), outcome);
    tell();
  };
  const tell = () => {
    for (const one of controls) one.sync();
    fill(notes, noted(group, anew));
    fill(outcome, expecting(group));
    changed();
  };

  /** The same files, read in another way. A newer choice overtakes an older one. */
  async function again(choice, whole = false) {
    const own = ++latest;
    for (const file of group) file.pending = true;
    changed();
    await new Promise((done) => setTimeout(done, PATIENCE_MS));
    if (own !== latest) return;
    try {
      const looks = [];
      for (const file of group) looks.push(await previewed(file.upload, choice(file)));
      if (own !== latest) return;
      group.forEach((file, at) => Object.assign(file, { look: looks[at], choice: choice(file), pending: false }));
      if (whole || looks[0].columns.join() !== group[0].columns?.join()) draw();
      else tell();
      group[0].columns = looks[0].columns;
    } catch (error) {
      if (own === latest) fill(outcome, failed(error));
    }
  }
  const reading = ({ choice }) => ({ encoding: choice.encoding ?? null, sheet: choice.sheet ?? null, header: choice.header ?? null });
  const mapped = (next) => {
    const dates = next.dates === mapping.dates && next.orders === mapping.orders;
    mapping = next;
    for (const one of controls) one.sync();
    return again((file) => ({ ...reading(file), mapping: dates ? { ...next, dates: file.look.mapping.dates, orders: file.look.mapping.orders, decimal: file.look.mapping.decimal } : { ...next, decimal: "" } }));
  };
  const anew = () => again((file) => ({ ...reading(file), anew: true }), true);

  function control(column) {
    const label = t("bring.role.of", { column: shortened(column, 60) });
    const select = el("select", { "aria-label": label, change: () => mapped(withRole(mapping, column, select.value)) }, ROLES.map((role) => el("option", { value: role }, t(`bring.role.${role}`))));
    const extra = el("input", { type: "text", maxlength: 200, autocomplete: "off", change: () => mapped(withRole(mapping, column, select.value, extra.value.trim())) });
    const sync = () => {
      select.value = roleOf(mapping, column);
      select.classList.toggle("chosen", select.value !== "property");
      extra.hidden = !EXTRA.has(select.value);
      if (extra.hidden) return;
      extra.value = extraOf(mapping, column);
      extra.setAttribute("aria-label", t(select.value === "moment" ? "bring.moment.of" : "bring.kind.of", { column: shortened(column, 60) }));
      if (select.value === "moment") extra.removeAttribute("list");
      else extra.setAttribute("list", "identifier-kinds");
    };
    return { node: [nameOf(column, 40), select, extra], sync };
  }

  /** At which event the money of a row counts, where it makes several. */
  function payment() {
    const select = el("select", { name: "value_at", change: () => mapped({ ...mapping, value_at: select.value || null }) });
    const node = field(t("bring.value_at"), select);
    const sync = () => {
      const moments = momentsOf(mapping);
      node.hidden = !mapping.value || moments.length < 2;
      fill(select, options([["", t("bring.value_at.first")], ...moments.map((one) => [one, shortened(one, 40)])], mapping.value_at));
    };
    return { node, sync };
  }

  function extras(paid) {
    const { look, choice } = group[0];
    const eventName = el("input", { type: "text", name: "event_name", maxlength: 200, autocomplete: "off", placeholder: t("bring.event_name.hint"), value: mapping.event_name, change: () => mapped(withEventName(mapping, eventName.value.trim())) });
    const zone = el("input", { type: "text", name: "zone", list: "zones", autocomplete: "off", value: mapping.zone, change: () => mapped({ ...mapping, zone: zone.value.trim() || "UTC" }) });
    const orders = ["day-first", "month-first", "year-first"].map((one) => [one, t(`bring.dates.${one.split("-")[0]}`)]);
    const dates = el("select", { name: "dates", change: () => mapped({ ...mapping, dates: dates.value, orders: [] }) }, options([["", t("bring.dates.auto")], ...orders], mapping.dates));
    const encoding = el("select", { name: "encoding", change: () => again((file) => ({ ...reading(file), encoding: encoding.value || null }), true) }, options([["", t("bring.encoding.auto", { encoding: look.encoding ?? "" })], ...ENCODINGS.map((one) => [one, one])], choice.encoding));
    const sheet = el("select", { name: "sheet", change: () => again((file) => ({ ...reading(file), sheet: sheet.value || null }), true) }, options(sheetsOf(group[0]), choice.sheet ?? (look.together.length ? "" : look.sheet)));
    const header = el("input", { type: "checkbox", name: "header", role: "switch", checked: look.header, change: () => again((file) => ({ ...reading(file), header: header.checked }), true) });
    const name = group.length > 1 ? null : el("input", { type: "text", name: "name", maxlength: 200, autocomplete: "off", value: group[0].name, change: () => ((group[0].name = name.value.trim() || look.name), changed()) });
    const kinds = el("datalist", { id: "identifier-kinds" }, KINDS.map((value) => el("option", { value })));
    const zones = el("datalist", { id: "zones" }, Intl.supportedValuesOf("timeZone").map((value) => el("option", { value })));
    return el(
      "div",
      { class: "fields extras" },
      field(t("bring.event_name"), eventName),
      paid,
      field(t("bring.zone"), zone),
      field(t("bring.dates"), dates),
      look.encoding === null ? null : field(t("bring.encoding"), encoding),
      look.sheets.length > 1 ? field(t("bring.sheet"), sheet) : null,
      name && field(t("bring.name"), name),
      look.header === null ? null : el("label", { class: "tick" }, header, " ", t("bring.header")),
      kinds,
      zones,
    );
  }
  draw();
  return card;
}

const options = (pairs, value) => pairs.map(([of, text]) => el("option", { value: of, selected: of === (value ?? "") }, text));
const field = (label, input) => el("label", { class: "field" }, el("span", {}, label), input);

/** The sheets to choose from, first those that can be read as one. */
function sheetsOf(file) {
  if (file.look.together.length) file.together = file.look.together;
  const all = file.together ? [["", t("bring.sheet.together", { sheets: shortened(file.together.join(", "), 40) })]] : [];
  return [...all, ...file.look.sheets.map((one) => [one, shortened(one, 40)])];
}

function title(group, leave) {
  const [{ look, name }] = group;
  const bytes = group.reduce((sum, file) => sum + file.look.bytes, 0);
  const heading = group.length > 1 ? [counted("bring.files", group.length), ": ", group.slice(0, 5).map((file, at) => [at ? ", " : null, nameOf(file.name, 40)]).flat(), group.length > 5 ? " …" : null] : nameOf(name, 80);
  return [el("h2", {}, heading), el("p", { class: "muted" }, t("bring.format", { format: look.format === "access-log" ? t("bring.format.access_log") : FORMATS[look.format], size: size(bytes) }), group.length === 1 ? [" ", leaving(group[0], leave)] : null), group.length > 1 && leave ? el("details", { class: "more" }, el("summary", {}, t("bring.leave.some")), el("ul", {}, group.map((file) => el("li", {}, nameOf(file.name, 60), " ", leaving(file, leave))))) : null];
}

/** The way to go on without a file; where it is the only one there is none. */
export const leaving = (file, leave) => leave && el("button", { type: "button", class: "link", "aria-label": t("bring.leave.of", { name: shortened(file.name, 60) }), click: () => leave(file) }, t("bring.leave"));

const size = (bytes) => (bytes < 1 << 20 ? `${number(bytes / 1024, 1)} KB` : `${number(bytes / (1 << 20), 1)} MB`);

function samples(look, heads) {
  const rows = look.first.slice(0, SHOWN).map((row) => el("tr", {}, look.columns.map((column) => el("td", {}, row[column] === null || row[column] === undefined ? null : nameOf(row[column], 60)))));
  const head = el("tr", {}, heads.map((inner) => el("th", { scope: "col" }, inner)));
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("bring.first_rows") }, el("table", { class: "samples" }, el("caption", {}, t("bring.first_rows")), el("thead", {}, head), el("tbody", {}, rows)));
}

/** What is to be known before it is read so: what is missing, where the mapping comes from, what is passed over. */
function noted(group, anew) {
  const [{ look }] = group;
  const missing = [...new Set(group.flatMap((file) => file.look.unclear))];
  const before = group.filter((file) => file.look.before !== null);
  return [
    missing.length ? el("div", { class: "notice" }, el("p", {}, el("strong", {}, t("bring.unclear"))), el("ul", {}, missing.map((role) => el("li", {}, t(`bring.unclear.${role}`))))) : null,
    el("p", { class: "muted" }, t(`bring.source.${look.source}`), " ", look.source === "saved" ? el("button", { type: "button", class: "link", click: anew }, t("bring.anew")) : null),
    group.some((file) => file.look.local) ? el("p", { class: look.sets_zone ? "notice" : "muted" }, t("bring.local", { zone: look.mapping.zone }), look.sets_zone ? [" ", t("bring.local.sets")] : null) : null,
    look.mapping.customer_kind === "address" ? el("p", { class: "notice" }, t("bring.address")) : null,
    look.header === false ? el("p", { class: "muted" }, t("bring.no_header")) : null,
    look.skipped.length ? el("p", { class: "muted" }, t("bring.skipped"), " ", look.skipped.map((line) => [nameOf(line, 80), " "]).flat()) : null,
    look.guessed.length ? el("p", { class: "notice" }, say("bring.guessed_dates", { columns: el("span", {}, look.guessed.map((one, at) => [at ? ", " : null, nameOf(one, 40)]).flat()) })) : null,
    before.map((file) => el("label", { class: "notice again" }, el("input", { type: "checkbox", checked: file.again, change: (event) => (file.again = event.target.checked) }), " ", say("bring.before", { name: nameOf(file.name, 40), number: number(file.look.before) }))),
  ];
}
