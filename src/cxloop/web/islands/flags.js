// Flags: what is on, for whom, and the switch for emergencies.
import { acting } from "./core/acting.js";
import { ask, send } from "./core/ask.js";
import { el, fill, part } from "./core/dom.js";
import { empty } from "./core/empty.js";
import { counting } from "./core/behind.js";
import { minute, number } from "./core/format.js";
import { answering } from "./core/status.js";
import { table } from "./core/table.js";
import { term } from "./core/term.js";
import { offer, undoable } from "./core/undo.js";
import { t } from "./core/words.js";
import { folded, writing } from "./core/writing.js";
import { looksUp } from "./flags/conditions.js";
import { editing } from "./flags/editing.js";
import { formOf } from "./flags/model.js";
import { givenWords, ruleWords } from "./flags/words.js";
import { read, write } from "./flags/written.js";
import { named } from "./loop/words.js";
import { stepText } from "./core/names.js";

const load = () =>
  answering(async (signal) => {
    const [{ flags }, { segments }] = await Promise.all([ask("flags", {}, signal), ask("segments", {}, signal)]);
    fill(part("answer"), flags.length ? flags.map((one) => card(one, offered(flags))) : empty(t("flags.none")), adding(flags), groups(segments));
  });
load();

/** Keeps a flag as it is written, and offers the way back where that was a new version. version: the one that was looked at. */
async function keep(what, flag, text, version) {
  const { flags: [made] } = await send(`flags/of?flag=${encodeURIComponent(flag)}`, { text, version });
  if (made.version > version) offer(t(what), () => send(`flags/undo?flag=${encodeURIComponent(flag)}`, { version: made.version }), load);
}

/** The properties that rules ask for, of all flags. */
const offered = (flags) => [...new Set(flags.flatMap(({ definition }) => looksUp(definition?.targeting ?? null)))];

/** A form for one more, which begins with one for half of the customers. */
const adding = (flags) => folded(t("flags.add"), editing("flags.add", { offered: offered(flags) }, (flag, text) => keep("flags.add", flag, text, 0), load));

function card(one, asked) {
  const said = el("div", { role: "status" });
  const on = one.state === "ENABLED";
  const given = Object.entries(one.assigned);
  const put = (to) => send(`flags/switch?flag=${encodeURIComponent(one.flag)}`, { on: to });
  const shown = one.written.startsWith("{") ? read(one.written).value : null; // else it is hidden from whoever asks
  const form = shown && formOf(shown);
  const edit = shown && folded(t("flags.edit"), editing("flags.edit", { key: one.flag, written: one.written, offered: asked }, (flag, text) => keep("flags.edit", flag, text, one.version), load));
  const switching = acting(on ? "flags.switch_off" : "flags.switch_on", async () => (await put(!on), offer(t(on ? "flags.switch_off" : "flags.switch_on"), () => put(on), load)), said, load);
  return el(
    "article",
    { class: "card", "data-card": `flag:${one.flag}` },
    el("h2", {}, named(one.flag), " ", el("span", { class: `chip ${on ? "good" : "bad"}` }, t(on ? "flags.on" : "flags.off"))),
    el("p", { class: "muted" }, t("flags.changed", { version: number(one.version), when: minute(one.changed), by: one.by })),
    one.reminder ? el("p", { class: "notice" }, t(`flags.stale.${one.reminder.why}`, { days: number(one.reminder.days) })) : null,
    given.length ? el("ul", { class: "chips" }, given.map(([variant, count]) => el("li", { class: "chip" }, `${variant} ${number(count)}`))) : null,
    form?.description ? el("p", {}, form.description) : null,
    form ? decided(form) : null,
    el("details", { class: "fold" }, el("summary", {}, t("flags.definition")), el("pre", { class: "copy" }, shown ? write(shown) : one.written)),
    edit,
    said,
    el("div", { class: "actions" }, switching),
  );
}

/** Who gets what, in the order in which it is asked. */
function decided(form) {
  const rules = form.rules.map((rule) => el("li", {}, `${ruleWords(rule)} → ${givenWords(rule.gives, form)}`));
  return el("ol", {}, rules, el("li", {}, t(rules.length ? "flags.says.rest" : "flags.says.all", { gives: givenWords(form.rest, form) })));
}

/** The segments that rules can be about, and a form for one more. */
function groups(segments) {
  const said = el("div", { role: "status" });
  const columns = [
    { title: t("segment.name"), value: (row) => row.segment.name, show: (row) => named(row.segment.name) },
    { title: t("segment.who"), value: (row) => whoOf(row.segment), wide: true },
    { title: t("word.customers"), value: (row) => row.members, show: (row) => counting(row.members, "all", [], {}, number(row.members), new URLSearchParams({ segment: row.segment.name })), number: true },
    { title: t("segment.rule"), value: (row) => row.segment.name, show: (row) => el("code", {}, JSON.stringify({ in: [row.segment.name, { var: "segments" }] })), wide: true },
    { title: "", value: () => "", show: (row) => acting("segment.end", () => end(row), said, load) },
  ];
  async function end({ id, version, segment }) {
    await send("segments/end", { name: segment.name });
    offer(t("segment.end"), () => send(`records/segment/${id}/undo`, { version: version + 1 }), load);
  }
  const fields = [
    { name: "name", label: t("segment.name"), needed: true },
    { name: "having", label: t("segment.with"), list: true },
    { name: "lacking", label: t("segment.without"), list: true },
    { name: "beta", label: t("segment.beta") },
    { name: "within_days", label: t("segment.within"), kind: "number" },
  ];
  const form = writing("segment.add", fields, undoable("segment.add", "segment", (given) => send("segments", given), load), load);
  return el("section", { class: "card" }, el("h2", {}, t("segment.title"), term("segment")), el("p", { class: "hint" }, t("segment.line")), segments.length ? table(t("segment.title"), columns, segments) : el("p", { class: "muted" }, t("segment.none")), said, folded(t("segment.add"), form));
}

function whoOf(one) {
  const days = one.within_days === null ? "" : ` (${t("segment.days", { days: number(one.within_days) })})`;
  if (one.beta !== null) return t("segment.of_beta", { beta: one.beta }) + days;
  if (one.kind !== null) return `${t(`kind.${one.kind}`)}: ${stepText(one.step)}${days}`;
  return [...one.having.map(stepText), ...one.lacking.map((step) => t("segment.not", { step: stepText(step) }))].join(", ") + days;
}
