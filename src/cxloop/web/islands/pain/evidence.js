// The journeys behind a pain point: the part around the place where it hurts, which is marked.
import { ask } from "../core/ask.js";
import { el, nameOf } from "../core/dom.js";
import { duration, milliseconds, minute, number } from "../core/format.js";
import { journeyAddress, per } from "../core/question.js";
import { failed } from "../core/status.js";
import { t } from "../core/words.js";
import { channelCalled, stepName } from "../core/names.js";

const SHOWN = 10;

export function evidence(pain) {
  const steps = [pain.step, ...(pain.with ?? [])];
  const items = pain.examples.map((name) => {
    const item = el("li", {}, el("a", { href: journeyAddress(name, per(), steps) }, nameOf(name, 60)), el("p", { class: "waiting" }, t("status.asking")));
    strip(name, pain).then((drawn) => item.lastChild.replaceWith(drawn), (error) => item.lastChild.replaceWith(failed(error)));
    return item;
  });
  const list = items.length ? el("ul", { class: "journeys" }, items) : el("p", { class: "muted" }, t("journeys.examples.none"));
  return el("section", { class: "card" }, el("h2", {}, t("pain.journeys")), el("p", { class: "muted" }, t(document.querySelector(".banner") ? "pain.journeys.simulated" : "pain.journeys.line")), list);
}

async function strip(name, pain) {
  const { events } = await ask("journey", { name, per: per() });
  const hit = Math.max(0, struck(events, pain));
  const begin = Math.max(0, Math.min(hit - 4, events.length - SHOWN));
  const shown = events.slice(begin, begin + SHOWN);
  const more = (count) => (count > 0 ? el("i", {}, t("journey.more", { count: number(count) })) : null);
  const arrow = () => el("i", { "aria-hidden": "true" }, "→");
  const row = el("div", { class: "strip" }, more(begin), shown.flatMap((event, at) => [at || begin ? arrow() : null, step(event, begin + at === hit, pain)]), events.length > begin + shown.length ? arrow() : null, more(events.length - begin - shown.length));
  return el("div", {}, el("p", { class: "muted when" }, told(events, hit, pain)), row);
}

function step(event, marked, pain) {
  const kin = event.event === pain.step || (pain.with ?? []).includes(event.event);
  return el("span", { class: marked ? "here" : kin ? "kin" : null, title: minute(event.time) }, marked ? el("span", { class: "unseen" }, `${t("pain.here")}: `) : null, stepName(event.event, 30), event.channel ? el("small", {}, " ", channelCalled(event.channel, 14)) : null);
}

/** Which event of a journey is the one that hurt. */
function struck(events, pain) {
  const at = events.flatMap((event, index) => (event.event === pain.step ? [index] : []));
  const others = pain.with ?? [];
  const wait = (index) => (index > 0 ? milliseconds(events[index].time) - milliseconds(events[index - 1].time) : 0);
  const late = (index) => events[index].due && milliseconds(events[index].time) > milliseconds(events[index].due);
  const chosen = {
    error: () => at.find((index) => others.includes(events[index + 1]?.event) || others.includes(events[index + 2]?.event)),
    late: () => at.find(late),
    delay: () => at.reduce((most, index) => (most === undefined || wait(index) > wait(most) ? index : most), undefined),
    rework: () => at.slice(1).find((index) => others.length === 0 || others.includes(events[index - 1]?.event)) ?? at[1],
    ping_pong: () => at[1],
    repeat_contact: () => at[1],
    channel_escape: () => at.find((index) => events[index + 1] && events[index + 1].channel !== events[index].channel),
    drop_off: () => at.at(-1),
  }[pain.kind]?.();
  return chosen ?? at[0] ?? 0;
}

/** When it happened, and what it took. */
function told(events, hit, pain) {
  const event = events[hit];
  if (!event) return null;
  const gap = hit > 0 ? (milliseconds(event.time) - milliseconds(events[hit - 1].time)) / 1000 : null;
  const over = event.due ? (milliseconds(event.time) - milliseconds(event.due)) / 1000 : null;
  const note = pain.kind === "late" && over > 0 ? t("pain.over", { time: duration(over) }) : pain.kind === "delay" && gap !== null ? t("pain.waited", { time: duration(gap) }) : null;
  return [minute(event.time), note].filter(Boolean).join(" · ");
}
