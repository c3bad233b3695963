// Messages that could not come in: seen, mended, sent in again or dropped.
import { acting } from "./core/acting.js";
import { ask, send } from "./core/ask.js";
import { el, fill, nameOf, part } from "./core/dom.js";
import { empty } from "./core/empty.js";
import { counted, minute, number } from "./core/format.js";
import { answering } from "./core/status.js";
import { offer } from "./core/undo.js";
import { has, language, t } from "./core/words.js";

const load = () =>
  answering(async (signal) => {
    const { waiting, reasons, messages } = await ask("quarantine", {}, signal);
    fill(part("answer"), waiting ? [head(waiting, reasons), messages.map(card)] : empty(t("quarantine.nothing"), [["/live", t("room.live")]]));
  });
load();

const why = (code) => (has(`refusal.${code}`) ? t(`refusal.${code}`) : code);

function head(waiting, reasons) {
  const list = Object.entries(reasons).map(([code, count]) => el("li", { class: "chip" }, `${why(code)} ${number(count)}`));
  return el("section", { class: "card" }, el("p", {}, counted("quarantine.waiting", waiting)), el("ul", { class: "chips" }, list), acting("quarantine.replay_all", () => send("quarantine/replay"), part("answer"), load));
}

function card(one) {
  const text = el("textarea", { rows: "4", spellcheck: "false", "aria-label": t("quarantine.message") });
  text.value = text.dataset.before = pretty(one.message);
  const said = el("div", { role: "status" });
  const number_ = encodeURIComponent(one.number);
  const dropped = async () => {
    await send(`quarantine/${number_}/drop`);
    offer(t("quarantine.drop"), () => send(`quarantine/${number_}/restore`), load);
  };
  const mended = async () => {
    await send(`quarantine/${number_}/fix`, { message: text.value });
    await send(`quarantine/replay?number=${number_}`);
  };
  return el(
    "section",
    { class: "card" },
    el("h2", {}, why(one.reason)),
    el("p", { class: "muted" }, minute(one.received), language === "en" ? [" · ", nameOf(one.detail, 200)] : null),
    text,
    said,
    el("div", { class: "actions" }, acting("quarantine.fix", mended, said, load), acting("quarantine.replay", () => send(`quarantine/replay?number=${number_}`), said, load), acting("quarantine.drop", dropped, said, load)),
  );
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return text;
  }
}

/** What customers wrote is kept nowhere here, so it is asked before it would be lost. */
addEventListener("beforeunload", (event) => [...document.querySelectorAll("main textarea")].some((one) => one.value !== one.dataset.before) && event.preventDefault());
