// What comes in at this moment: the stream, the rates, the refusals.
import { ask } from "./core/ask.js";
import { el, fill, nameOf, part } from "./core/dom.js";
import { clock, number } from "./core/format.js";
import { answering } from "./core/status.js";
import { table } from "./core/table.js";
import { has, t } from "./core/words.js";
import { stepName } from "./core/names.js";

const MOST = 20;
let drawn = null;

answering(async (signal) => {
  const { live } = await ask("live", {}, signal);
  show(live);
  if (live) follow();
});

/** The server sends what it sees each second; where it goes away, browsers come back by themselves. */
function follow() {
  const { workspace = "" } = document.documentElement.dataset;
  const source = new EventSource(`/api/v1/live/stream${workspace ? `?workspace=${encodeURIComponent(workspace)}` : ""}`);
  source.addEventListener("message", ({ data }) => document.hidden || show(JSON.parse(data)));
  addEventListener("pagehide", () => source.close());
}

function show(live) {
  if (!live) return fill(part("answer"), el("p", { class: "empty" }, t("live.off")));
  drawn ??= frame();
  const last = live.seconds.slice(-10);
  const rate = (name) => last.reduce((sum, row) => sum + row[name], 0) / 10;
  fill(drawn.figures, figure(t("live.rate"), number(rate("accepted"), 1)), figure(t("live.refused_rate"), number(rate("refused"), 1)), figure(t("live.waiting"), number(live.waiting)), figure(t("live.filed"), number(live.totals.filed), t("live.duplicates", { count: number(live.totals.duplicates) })));
  drawn.draw(live.seconds);
  fill(drawn.recent, live.recent.length ? recent(live.recent) : el("p", { class: "muted" }, t("live.nothing")));
  const reasons = Object.entries(live.reasons);
  fill(drawn.reasons, reasons.length ? refusals(reasons) : el("p", { class: "muted" }, t("live.no_refusals")));
}

function frame() {
  const figures = el("dl", { class: "figures" });
  const picture = el("div", { class: "bars60", "aria-hidden": "true" });
  const told = el("p", { class: "muted" });
  const [recentBox, reasonsBox] = [el("div"), el("div")];
  fill(
    part("answer"),
    figures,
    el("section", { class: "card" }, el("h2", {}, t("live.minute")), picture, told),
    el("div", { class: "columns" }, el("section", { class: "card" }, el("h2", {}, t("live.recent")), recentBox), el("section", { class: "card" }, el("h2", {}, t("live.reasons")), reasonsBox)),
  );
  return { figures, recent: recentBox, reasons: reasonsBox, draw: (seconds) => draw(picture, told, seconds) };
}

/** Sixty bars, one a second; what they say stands below in words. */
function draw(picture, told, seconds) {
  const most = Math.max(...seconds.map((row) => row.accepted + row.refused), 0);
  const height = (count) => (most ? (100 * count) / most : 0);
  fill(picture, seconds.map((row) => el("span", {}, el("i", { class: "refused", "height%": height(row.refused) }), el("i", { "height%": height(row.accepted) }))));
  const total = seconds.reduce((sum, row) => sum + row.accepted, 0);
  const refused = seconds.reduce((sum, row) => sum + row.refused, 0);
  fill(told, t("live.minute.told", { accepted: number(total), refused: number(refused), most: number(most) }));
}

const figure = (name, value, more = null) => el("div", { class: "figure" }, el("dt", {}, name), el("dd", {}, value, more ? el("small", {}, more) : null));

function recent(rows) {
  const columns = [
    { title: t("word.time"), value: (row) => row.time, show: (row) => clock(new Date(row.time * 1000).toISOString()) },
    { title: t("word.step"), value: (row) => row.event, show: (row) => (row.event ? stepName(row.event) : el("span", { class: "muted" }, row.type)) },
    { title: t("live.outcome"), value: (row) => row.refused ?? "", show: (row) => el("span", { class: "chip" }, row.refused ? why(row.refused) : t("live.accepted")) },
  ];
  return table(t("live.recent"), columns, rows.slice(0, MOST), { part: true });
}

const why = (code) => (has(`refusal.${code}`) ? t(`refusal.${code}`) : nameOf(code));

function refusals(rows) {
  const columns = [
    { title: t("imports.reason"), value: ([code]) => code, show: ([code]) => why(code) },
    { title: t("word.count"), value: ([, count]) => count, show: ([, count]) => number(count), number: true },
  ];
  return [table(t("live.reasons"), columns, rows), el("p", {}, el("a", { href: "/quarantine" }, t("live.quarantine")))];
}
