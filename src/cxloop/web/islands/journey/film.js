// A journey as a film: frames in lanes of their channels, waits as gaps, played or stepped through; the address has the frame.
import { el, fill, shortened, svg } from "../core/dom.js";
import { duration, milliseconds, minute, number, second } from "../core/format.js";
import { channelCalled, channelText, stepName, stepText } from "../core/names.js";
import { t } from "../core/words.js";
import { waits } from "./waits.js";

const MOST = 400;
const SPEEDS = ["0.5", "1", "2", "4"];
const LONG_SECONDS = 3600;
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** details(event): what a frame shows besides; isMarked(event): whether it makes the number that led here. */
export function film(events, details, isMarked) {
  const shown = events.slice(0, MOST);
  if (shown.length === 0) return null;
  const gaps = waits(shown);
  const channels = [...new Set(shown.map((event) => event.channel ?? ""))];
  const wanted = new URLSearchParams(location.search).get("at");
  let now = Math.max(0, shown.findIndex((event) => event.id === wanted));
  if (wanted === null) now = Math.max(0, shown.findIndex(isMarked));
  let timer = null;
  let speed = 1;

  const frames = shown.map((event, at) => frame(event, at));
  const strip = el("ol", { class: "film", "aria-label": t("film.frames") }, shown.flatMap((event, at) => [gaps[at] >= LONG_SECONDS ? gap(gaps[at]) : null, frames[at]]));
  strip.style.setProperty("--lanes", String(channels.length));
  const lanes = el("div", { class: "film-lanes", "aria-hidden": "true" }, channels.map((channel) => el("span", {}, channel ? shortened(channelText(channel), 14) : t("journey.no_channel"))));
  lanes.style.setProperty("--lanes", String(channels.length));
  const view = el("div", { class: "film-view", tabindex: 0, role: "region", "aria-label": t("film.frames") }, strip);
  const said = el("div", { class: "film-now", "aria-live": "polite" });
  const play = el("button", { type: "button", class: "plain", click: () => (timer === null ? start() : stop()) });
  const step = (key, by) => el("button", { type: "button", class: "plain", click: () => (stop(), go(now + by)) }, t(key));
  const [previous, next] = [step("film.previous", -1), step("film.next", 1)];
  const rate = el("select", { change: () => (speed = Number(rate.value)) }, SPEEDS.map((one) => el("option", { value: one, selected: one === "1" }, t("film.times", { times: number(Number(one), 1) }))));
  const axis = scrubber();
  const section = el("section", { class: "card film-card", keydown: keys }, el("h2", {}, t("film.title")), el("p", { class: "muted" }, t("film.line")), el("div", { class: "film-tools" }, previous, play, next, el("label", { class: "field" }, el("span", {}, t("film.speed")), rate)), axis.node, el("div", { class: "film-frame" }, lanes, view), said, events.length > MOST ? el("p", { class: "muted" }, t("journey.more", { count: number(events.length - MOST) })) : null);
  show();
  go(now, false);
  return section;

  function frame(event, at) {
    const kind = [event.notable, isMarked(event) ? "marked" : ""].filter(Boolean).join(" ");
    const button = el("button", { type: "button", tabindex: -1, class: kind || null, click: () => (stop(), go(at)) }, el("b", {}, stepName(event.event, 24)), event.notable ? el("small", {}, t(`film.${event.notable}`)) : null, gaps[at] === null ? null : el("small", { class: "muted" }, `+${duration(gaps[at], "narrow")}`));
    const item = el("li", {}, button);
    item.style.setProperty("--lane", String(channels.indexOf(event.channel ?? "") + 1));
    return item;
  }

  function gap(seconds) {
    const item = el("li", { class: "gap" }, el("span", {}, t("film.wait", { time: duration(seconds) })));
    item.style.setProperty("--width", `${Math.min(9, 3 + Math.log10(seconds / LONG_SECONDS + 1) * 2.5)}rem`);
    return item;
  }

  /** Goes to a frame; the address has it. */
  function go(to, keep = true) {
    const at = Math.min(shown.length - 1, Math.max(0, to));
    frames[now].querySelector("button").removeAttribute("aria-current");
    now = at;
    const event = shown[now];
    frames[now].querySelector("button").setAttribute("aria-current", "true");
    const left = frames[now].offsetLeft - view.clientWidth / 2 + frames[now].clientWidth / 2;
    view.scrollTo({ left, behavior: still.matches || !keep ? "auto" : "smooth" });
    previous.disabled = now === 0;
    next.disabled = now === shown.length - 1;
    axis.put(now);
    fill(said, el("p", {}, el("span", { class: "muted" }, t("film.place", { at: number(now + 1), all: number(shown.length) })), " ", el("strong", {}, stepName(event.event, 90)), event.channel ? [" · ", channelCalled(event.channel, 40)] : null, event.notable ? [" ", el("span", { class: `chip ${event.notable === "error" ? "bad" : "human"}` }, t(`film.${event.notable}`))] : null, isMarked(event) ? [" ", el("mark", {}, t("film.marked"))] : null), el("p", { class: "muted" }, second(event.time), gaps[now] === null ? null : ` · ${t("film.after", { time: duration(gaps[now]) })}`), details(event));
    if (keep) address(event);
    if (now === shown.length - 1) stop();
  }

  function address(event) {
    const query = new URLSearchParams(location.search);
    query.set("at", event.id);
    history.replaceState(history.state, "", `?${query}`);
  }

  function start() {
    if (now === shown.length - 1) go(0);
    tick();
    show();
  }

  /** The next frame, after longer the longer the wait was. */
  function tick() {
    const wait = gaps[now + 1] ?? 0;
    timer = setTimeout(() => (go(now + 1), timer === null ? null : tick()), (600 + 250 * Math.log10(1 + Math.max(0, wait) / 60)) / speed);
  }

  function stop() {
    clearTimeout(timer);
    timer = null;
    show();
  }

  function show() {
    fill(play, t(timer === null ? "film.play" : "film.pause"));
    play.setAttribute("aria-pressed", String(timer !== null));
  }

  function keys(event) {
    if (event.target.matches("select")) return;
    const act = { ArrowRight: () => (stop(), go(now + 1)), ArrowLeft: () => (stop(), go(now - 1)), Home: () => (stop(), go(0)), End: () => (stop(), go(shown.length - 1)), " ": () => play.click() }[event.key];
    if (!act || (event.key === " " && event.target.closest("button, a, summary"))) return;
    event.preventDefault();
    act();
  }

  /** Time from the first event to the last, with a tick for each. */
  function scrubber() {
    const [begin, end] = [milliseconds(shown[0].time), milliseconds(shown.at(-1).time)];
    const share = (event) => (end > begin ? (milliseconds(event.time) - begin) / (end - begin) : 0.5);
    const input = el("input", { type: "range", min: 0, max: 1000, "aria-label": t("film.axis") });
    input.addEventListener("input", () => (stop(), go(nearest(Number(input.value) / 1000))));
    const nearest = (wish) => shown.reduce((best, event, at) => (Math.abs(share(event) - wish) < Math.abs(share(shown[best]) - wish) ? at : best), 0);
    const ticks = svg("svg", { class: "film-ticks", viewBox: "0 0 1000 10", preserveAspectRatio: "none", "aria-hidden": "true" }, shown.map((event) => svg("line", { class: event.notable || null, x1: 1000 * share(event), x2: 1000 * share(event), y1: 0, y2: 10 })));
    const ends = el("div", { class: "film-ends muted", "aria-hidden": "true" }, el("span", {}, minute(shown[0].time)), el("span", {}, minute(shown.at(-1).time)));
    const put = (at) => {
      input.value = String(Math.round(1000 * share(shown[at])));
      input.setAttribute("aria-valuetext", `${t("film.place", { at: number(at + 1), all: number(shown.length) })} ${shortened(stepText(shown[at].event), 90)}, ${minute(shown[at].time)}`);
    };
    return { node: el("div", { class: "film-axis" }, input, ticks, ends), put };
  }
}
