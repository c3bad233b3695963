// An idea as somebody would meet it, with a mock-up to look at, and a few questions about it.
import { asking, unique } from "./asking.js";
import { draw } from "./drawing.js";

export function prototype({ given, t, send }) {
  const questions = JSON.parse(given.questions || "[]").map((one) => kinds[one.kind](one, t));
  const intro = [
    draw(given.page ? "h1" : "h2", {}, given.title),
    given.description && draw("p", { class: "about" }, given.description),
    given.address && draw("p", {}, draw("a", { class: "look", href: given.address, target: "_blank", rel: "noopener noreferrer" }, t("touch.prototype.look"), draw("small", {}, ` ${t("touch.prototype.new_tab")}`))),
  ];

  function say() {
    const answers = Object.fromEntries(questions.map((one) => [one.key, one.said()]).filter(([, said]) => said !== undefined));
    if (!Object.keys(answers).length) return { missing: t("touch.prototype.empty"), at: questions[0].first };
    return { event: "answered", properties: answers };
  }
  send("seen", {});
  return asking({ t, send, given, fields: [intro, ...questions.map((one) => one.field)], say, thanks: t("touch.prototype.thanks") });
}

const kinds = {
  rating: (one, t) => choosing(one, t("touch.prototype.ratings").split(",").map((name, at) => [at + 1, String(at + 1), name]), Number),
  yes_no: (one, t) => choosing(one, [["yes", t("touch.prototype.yes")], ["no", t("touch.prototype.no")]], String),
  text({ key, text }) {
    const first = draw("textarea", { id: unique("text"), rows: 4, maxlength: 4000 });
    return { key, first, field: draw("div", { class: "field" }, draw("label", { for: first.id }, text), first), said: () => first.value.trim() || undefined };
  },
};

/** One of several: each has its value, its name, and perhaps words beneath. */
function choosing({ key, text }, choices, read) {
  const group = unique(key);
  const radios = choices.map(([value]) => draw("input", { type: "radio", name: group, value }));
  const labels = choices.map(([, name, words], at) => draw("label", { class: "choice" }, radios[at], draw("span", { class: "figure" }, name), words && draw("span", {}, words)));
  const field = draw("fieldset", { class: "choices" }, draw("legend", { class: "asks" }, text), draw("div", { class: "row" }, labels));
  const said = () => radios.filter((one) => one.checked).map((one) => read(one.value))[0];
  return { key, first: radios[0], field, said };
}
