// The week in one answer, and when it is written by itself.
import { addressOf, ask, send } from "./core/ask.js";
import { dark } from "./core/dark.js";
import { el, fill, nameOf, part } from "./core/dom.js";
import { counting } from "./core/behind.js";
import { day, percent, zone } from "./core/format.js";
import { channelName } from "./core/values.js";
import { stepName } from "./core/names.js";
import { asked, opening, sentence } from "./core/opening.js";
import { only } from "./core/may.js";
import { answering, failed } from "./core/status.js";
import { table } from "./core/table.js";
import { language, t } from "./core/words.js";
import { writing } from "./core/writing.js";
import { kindName } from "./pain/words.js";

answering(async (signal) => {
  const week = await asked("digest", {}, signal, ask);
  const lines = el("ul", { class: "week" }, week.told.sure.map((one) => el("li", {}, sentence(one))));
  const about = { ...week, told: { ...week.told, sure: [] } };
  fill(part("answer"), opening(about), week.told.sure.length ? el("section", { class: "card" }, lines) : null, drawn(week), pains(week));
});
plan();

/** The same drawing as in the files, once it is there. */
function drawn({ told }) {
  const picture = el("img", { alt: told.says.map((one) => one.name ?? one).join("") });
  const figure = el("figure", { class: "card picture", hidden: true }, picture);
  picture.addEventListener("load", () => (figure.hidden = false));
  picture.src = addressOf("digest", [["as", "svg"], ["language", language], ...(dark() ? [["theme", "dark"]] : [])]);
  return figure;
}

function pains(week) {
  const columns = [
    { title: t("word.step"), value: (row) => row.step, show: (row) => el("a", { href: `/pains/${encodeURIComponent(row.id)}` }, stepName(row.step)) },
    { title: t("word.kind"), value: (row) => row.kind, show: (row) => [kindName(row.kind), row.new ? [" ", el("span", { class: "chip bad" }, t("digest.new"))] : null] },
    { title: t("word.channel"), value: (row) => row.channel, show: (row) => (row.channel ? channelName(row.channel) : "–") },
    { title: t(week.per === "case" ? "word.cases" : "word.customers"), value: (row) => row.customers, show: (row) => counting(row.customers, "pain", row.id), number: true },
    { title: t("word.share"), value: (row) => row.share, show: (row) => percent(row.share), number: true },
    { title: t("pain.since"), value: (row) => row.since, show: (row) => (row.since ? day(row.since) : "–") },
  ];
  return el("section", { class: "card" }, el("h2", {}, t("digest.pains")), table(t("digest.pains"), columns, week.pains, { part: true }));
}

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** When it is written, and those that were. */
async function plan() {
  const card = part("plan");
  try {
    const { plan: now, digests } = await ask("digest/plan");
    const on = now?.on;
    const said = on ? t("digest.on", { day: t(`digest.day.${now.weekday}`), hour: `${now.hour}:00`, zone: now.zone }) : t("digest.off");
    const fields = [
      { name: "weekday", label: t("digest.weekday"), options: DAYS.map((one) => [one, t(`digest.day.${one}`)]), value: now?.weekday ?? "monday" },
      { name: "hour", label: t("digest.hour"), options: Array.from({ length: 24 }, (_, hour) => [String(hour), `${hour}:00`]), value: String(now?.hour ?? 9) },
    ];
    const work = ({ weekday, hour }) => send("digest/plan", { weekday, hour: Number(hour), zone, language, on: true });
    const stop = only("digest.start", el("button", { type: "button", class: "quiet", click: async () => (await send("digest/plan", { on: false }), plan()) }, t("digest.stop")));
    fill(card, el("h2", {}, t("digest.plan")), el("p", {}, said, " ", el("a", { href: "/help/how-to/webhooks" }, t("digest.webhooks")), " ", on ? stop : null), writing("digest.start", fields, work, plan), digests.map((one) => el("details", { class: "fold" }, el("summary", {}, day(one.begun)), one.says.map((text) => el("p", {}, nameOf(text, 600))))));
  } catch (error) {
    fill(card, failed(error));
  }
  card.hidden = false;
}
