// Flags: what is on, for whom, and the switch for emergencies.
import { acting } from "./core/acting.js";
import { ask, send } from "./core/ask.js";
import { el, fill, part } from "./core/dom.js";
import { minute, number } from "./core/format.js";
import { answering } from "./core/status.js";
import { t } from "./core/words.js";
import { named } from "./loop/words.js";

const load = () =>
  answering(async (signal) => {
    const { flags } = await ask("flags", {}, signal);
    fill(part("answer"), flags.length ? flags.map(card) : el("p", { class: "empty" }, t("flags.none")));
  });
load();

function card(one) {
  const said = el("div", { role: "status" });
  const on = one.state === "ENABLED";
  const given = Object.entries(one.assigned);
  const switching = acting(on ? "flags.switch_off" : "flags.switch_on", () => send(`flags/switch?flag=${encodeURIComponent(one.flag)}`, { on: !on }), said, load);
  return el(
    "article",
    { class: "card" },
    el("h2", {}, named(one.flag), " ", el("span", { class: `chip ${on ? "good" : "bad"}` }, t(on ? "flags.on" : "flags.off"))),
    el("p", { class: "muted" }, t("flags.changed", { version: number(one.version), when: minute(one.changed), by: one.by })),
    given.length ? el("ul", { class: "chips" }, given.map(([variant, count]) => el("li", { class: "chip" }, `${variant} ${number(count)}`))) : null,
    el("details", { class: "fold" }, el("summary", {}, t("flags.definition")), el("pre", {}, typeof one.definition === "string" ? one.definition : JSON.stringify(one.definition, null, 1))),
    said,
    el("div", { class: "actions" }, switching),
  );
}
