// One question, five faces or two thumbs, and a word about why if somebody likes.
import { asking, unique } from "./asking.js";
import { draw, face, thumb } from "./drawing.js";

export function reaction({ given, t, send }) {
  const thumbs = given.scale === "thumbs";
  const names = t(thumbs ? "touch.reaction.thumbs" : "touch.reaction.faces").split(",");
  const question = given.question || t("touch.reaction.question");
  const group = unique("rating");
  const comment = draw("textarea", { id: unique("comment"), rows: 3, maxlength: 4000 });
  const why = draw("div", { class: "field", hidden: true }, draw("label", { for: comment.id }, t("touch.reaction.comment")), comment);
  const choices = names.map((name, number) => {
    const radio = draw("input", { type: "radio", name: group, value: number + 1, change: () => (why.hidden = given.comment === "no") });
    return draw("label", { class: "choice" }, radio, thumbs ? thumb(number === 1) : face(number - 2), draw("span", {}, name));
  });
  const legend = draw("legend", {}, given.page ? draw("h1", {}, question) : question);
  const faces = draw("fieldset", { class: thumbs ? "choices thumbs" : "choices" }, legend, draw("div", { class: "row" }, choices));

  function say() {
    const chosen = faces.querySelector("input:checked");
    if (!chosen) return { missing: t("touch.reaction.choose"), at: faces.querySelector("input") };
    const text = comment.value.trim() || undefined;
    return { event: "reaction given", properties: { rating: Number(chosen.value), scale: names.length, question, text } };
  }
  return asking({ t, send, given, fields: [faces, why], say, thanks: t("touch.reaction.thanks") });
}
