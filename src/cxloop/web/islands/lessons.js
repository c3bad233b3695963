// What was learned, and what is near to an idea.
import { ask } from "./core/ask.js";
import { el, fill, part } from "./core/dom.js";
import { empty } from "./core/empty.js";
import { day } from "./core/format.js";
import { following } from "./core/following.js";
import { keep } from "./core/keeping.js";
import { answering } from "./core/status.js";
import { t } from "./core/words.js";
import { changeAddress, named, outcomeChip, thread } from "./loop/words.js";

const input = el("input", { type: "search", name: "like", autocomplete: "off" });
const list = el("div", { "aria-live": "polite" });

const load = (quiet = false) =>
  answering(
    async (signal) => {
      const like = input.value.trim();
      const { lessons } = await ask("lessons", like ? { like } : {}, signal);
      if (!list.isConnected) fill(part("answer"), el("form", { class: "question", role: "search", submit: (event) => (event.preventDefault(), load()) }, el("label", { class: "field" }, el("span", {}, t("lessons.find")), input)), list);
      const none = lessons.length === 0 && { key: "none", told: like === "", make: () => (like ? el("p", { class: "empty" }, t("lessons.none_like")) : empty(t("lessons.none"), [["/board", t("room.board")]])) };
      keep(list, [none, lessons.map((one) => ({ key: one.id, told: one.lesson, make: () => card(one) }))]);
    },
    { quiet },
  );
let waiting = 0;
input.addEventListener("input", () => (clearTimeout(waiting), (waiting = setTimeout(load, 350))));
following(load);

const card = ({ id, lesson }) =>
  el(
    "article",
    { class: "card" },
    el("h2", {}, named(lesson.learned)),
    el("p", {}, outcomeChip(lesson.outcome), " ", el("a", { href: changeAddress(lesson.change) }, named(lesson.title)), el("small", { class: "muted" }, ` ${day(lesson.begun)} · ${lesson.author}`)),
    lesson.why ? el("p", {}, t("lessons.why", { why: lesson.why })) : null,
    lesson.whom ? el("p", {}, t("lessons.whom", { whom: lesson.whom })) : null,
    thread(`lesson:${id}`),
  );
