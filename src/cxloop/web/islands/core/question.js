// A form whose question lives in the address: copy it, reload it, go back.
import { ask } from "./ask.js";
import { el, fill, nameOf, part, shortened } from "./dom.js";
import { isNone } from "./values.js";
import { channelText, stepOption } from "./names.js";

const SCOPE = ["from", "to", "channel", "per", "where", "having", "lacking", "first", "last", "zone"];
const COMPARE = ["compare", "compare_from", "compare_to"];

/** The parameters of the address that say what is looked at. */
export function scope(also = []) {
  const kept = new URLSearchParams();
  for (const [name, value] of new URLSearchParams(location.search)) {
    if ((SCOPE.includes(name) || also.includes(name)) && value) kept.append(name, value);
  }
  return kept;
}

/** The same with what is to be compared. */
export const compared = (also = []) => scope([...also, ...COMPARE]);

export const per = () => (new URLSearchParams(location.search).get("per") === "case" ? "case" : "customer");

/** An address with the scope of this page; `more` is a list of [name, value]. */
export function within(path, more = [], also = []) {
  const query = scope(also);
  for (const [name, value] of more) query.append(name, value);
  return query.size ? `${path}?${query}` : path;
}

/** Where one journey is shown; names that a path would bend go into the query. */
export function journeyAddress(name, kind = per(), steps = []) {
  const safe = /^[\p{L}\p{N}_@-][\p{L}\p{N}_.@ -]*$/u.test(name) && name.length < 500;
  const query = new URLSearchParams(safe ? {} : { name: String(name).toWellFormed() });
  if (kind === "case") query.set("per", "case");
  for (const step of steps) query.append("step", String(step).toWellFormed());
  return `/journeys/of${safe ? `/${encodeURIComponent(name)}` : ""}${query.size ? `?${query}` : ""}`;
}

/** Keeps form and address in step and calls `run` at the start and after each change. */
export function question(run, { read = plain, write = put } = {}) {
  const form = part("question");
  let asked = location.search;
  const changed = () => {
    const query = read(form);
    const zone = new URLSearchParams(location.search).get("zone");
    if (zone) query.set("zone", zone);
    history.pushState(null, "", query.size ? `?${query}` : location.pathname);
    asked = location.search;
    run();
  };
  const back = () => {
    if (location.search === asked) return; // only the place within the page has changed
    asked = location.search;
    clear(form);
    write(form, new URLSearchParams(location.search));
    run();
  };
  form.addEventListener("submit", (event) => (event.preventDefault(), changed()));
  form.addEventListener("reset", () => setTimeout(() => (clear(form), write(form, new URLSearchParams()), changed())));
  form.addEventListener("change", (event) => event.target.matches("select[name]:not([name^=outcome]), input[type=date]") && changed());
  addEventListener("popstate", back);
  write(form, new URLSearchParams(location.search));
  known(form).catch(() => {});
  run();
}

export function plain(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value && !name.startsWith("outcome-") && !(name === "per" && value === "customer")) query.append(name, value);
  }
  return query;
}

export function put(form, query) {
  for (const name of new Set(query.keys())) {
    const fields = form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
    query.getAll(name).forEach((value, at) => fields[at] && set(fields[at], value));
  }
  for (const more of form.querySelectorAll("details.more")) {
    if ([...more.querySelectorAll("[name]")].some((field) => query.has(field.name))) more.open = true;
  }
}

function set(field, value) {
  if (field instanceof HTMLSelectElement && ![...field.options].some((option) => option.value === value)) {
    field.append(el("option", { value }, shortened(value, 60)));
  }
  field.value = value;
}

function clear(form) {
  for (const field of form.querySelectorAll("input[name]")) field.value = "";
  for (const field of form.querySelectorAll("select[name]")) field.selectedIndex = 0;
}

/** The steps, channels and fields there are, for the form to offer. */
async function known(form) {
  const [overview, { fields, properties }] = await Promise.all([ask("overview"), ask("fields")]);
  fill(form.querySelector("#known-steps"), overview.steps.map((row) => stepOption(row.step)));
  fill(form.querySelector("#known-fields"), ["channel", "owner", ...properties].map((value) => el("option", { value })));
  const shown = [...fields, ...properties];
  fill(part("fields", form), shown.slice(0, 24).map((name) => [el("code", {}, nameOf(name, 30)), " "]), shown.length > 24 ? "…" : null);
  const channels = form.elements.namedItem("channel");
  for (const { channel } of channels ? overview.channels : []) {
    if (!isNone(channel) && ![...channels.options].some((option) => option.value === channel)) {
      channels.append(el("option", { value: channel }, shortened(channelText(channel), 60)));
    }
  }
  const kind = form.elements.namedItem("per");
  if (kind && !overview.cases) kind.options[1].disabled = true;
}
