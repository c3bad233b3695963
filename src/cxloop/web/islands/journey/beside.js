// Another journey beside this one: what only one of them has and where one waits much longer come first, then both in full.
import { ask } from "../core/ask.js";
import { el, fill, nameOf } from "../core/dom.js";
import { counted, duration, minute, number } from "../core/format.js";
import { stepName } from "../core/names.js";
import { failed } from "../core/status.js";
import { table } from "../core/table.js";
import { t } from "../core/words.js";
import { aligned } from "./align.js";
import { waits } from "./waits.js";

const MOST = 1000;
const LONGER = 3;
const AT_LEAST_SECONDS = 600;

/** The section: whom to lay beside, and, where the address says whom, how they differ. */
export function beside(mine, per) {
  const other = new URLSearchParams(location.search).get("beside");
  const input = el("input", { type: "text", name: "beside", required: true, value: other, autocomplete: "off" });
  const form = el("form", { class: "fields", submit: (event) => (event.preventDefault(), choose(input.value.trim())) }, el("label", { class: "field" }, el("span", {}, t(per === "case" ? "beside.case" : "beside.customer")), input), el("button", { class: "plain" }, t("beside.show")), other ? el("button", { type: "button", class: "quiet", click: () => choose("") }, t("beside.end")) : null);
  const place = el("div", { "aria-live": "polite" });
  if (other) load(other, mine, per, place);
  return el("section", { class: "card" }, el("h2", {}, t("beside.title")), form, place);
}

function choose(name) {
  const query = new URLSearchParams(location.search);
  if (name) query.set("beside", name);
  else query.delete("beside");
  location.search = String(query);
}

async function load(name, mine, per, place) {
  fill(place, el("p", { class: "waiting" }, t("status.asking")));
  try {
    const yours = await ask("journey", { name, per });
    fill(place, compared(mine, yours));
  } catch (error) {
    fill(place, failed(error, () => load(name, mine, per, place)));
  }
}

function compared(mine, yours) {
  const [a, b] = [mine, yours].map(({ events }) => events.slice(0, MOST));
  const [waitA, waitB] = [waits(a), waits(b)];
  const rows = aligned(a.map(({ event }) => event), b.map(({ event }) => event)).map(([i, j], at) => ({ at, a: a[i] ?? null, b: b[j] ?? null, step: (a[i] ?? b[j]).event, waitA: i === null ? null : waitA[i], waitB: j === null ? null : waitB[j] }));
  const [onlyA, onlyB] = [rows.filter((row) => row.b === null), rows.filter((row) => row.a === null)];
  const longer = rows.filter((row) => row.a && row.b && slower(row.waitA, row.waitB)).sort((one, other) => apart(other) - apart(one));
  const both = rows.length - onlyA.length - onlyB.length;
  const names = el("ul", { class: "legend" }, el("li", {}, el("i", { class: "a" }), "A: ", nameOf(mine.customer, 60)), el("li", {}, el("i", { class: "b" }), "B: ", nameOf(yours.customer, 60)));
  const same = onlyA.length + onlyB.length + longer.length === 0;
  return [
    names,
    el("p", {}, t("beside.says", { both: counted("beside.steps", both), a: number(onlyA.length), b: number(onlyB.length) })),
    same ? el("p", { class: "empty" }, t("beside.same")) : el("div", { class: "columns" }, only("beside.only_a", onlyA), only("beside.only_b", onlyB)),
    longer.length ? el("section", {}, el("h3", {}, t("beside.longer")), table(t("beside.longer"), [step(), wait("A"), wait("B")], longer, { most: 8 })) : null,
    el("section", {}, el("h3", {}, t("beside.all")), table(t("beside.all"), [step(), ...side("A"), ...side("B")], rows, { most: 40, kind: "aligned" })),
  ];
}

const apart = (row) => Math.abs(row.waitA - row.waitB);

/** Whether one waits much longer than the other: three times as long, and by ten minutes. */
function slower(one, other) {
  if (one === null || other === null) return false;
  return Math.abs(one - other) >= AT_LEAST_SECONDS && Math.max(one, other) >= LONGER * Math.min(one, other);
}

/** How often only one of them has a step, the most often first. */
function only(key, rows) {
  const times = new Map();
  for (const { step: name } of rows) times.set(name, (times.get(name) ?? 0) + 1);
  const list = [...times].sort((one, other) => other[1] - one[1]).slice(0, 20);
  return el("section", {}, el("h3", {}, t(key)), list.length ? el("ul", { class: "chips" }, list.map(([name, count]) => el("li", { class: "chip plain-chip" }, stepName(name, 40), count > 1 ? ` × ${number(count)}` : null))) : el("p", { class: "muted" }, t("beside.nothing")));
}

const step = () => ({ title: t("word.step"), value: (row) => row.at, show: (row) => stepName(row.step, 60) });
const wait = (side) => ({ title: `${side} · ${t("journey.gap")}`, value: (row) => row[`wait${side}`], show: (row) => (row[`wait${side}`] === null ? "–" : duration(row[`wait${side}`], "short")), number: true });
const side = (name) => [{ title: name, value: (row) => row[name.toLowerCase()]?.time ?? "", show: (row) => (row[name.toLowerCase()] ? minute(row[name.toLowerCase()].time) : el("span", { class: "muted" }, "–")) }, wait(name)];
