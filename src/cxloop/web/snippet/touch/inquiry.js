// A topic, a question in the customer's own words, and how to answer if they want one.
import { asking, unique } from "./asking.js";
import { draw } from "./drawing.js";

export function inquiry({ given, t, send }) {
  const topics = (given.topics || t("touch.inquiry.topics")).split(",").map((topic) => topic.trim());
  const options = [draw("option", { value: "" }, t("touch.inquiry.pick")), ...topics.map((topic) => draw("option", { value: topic }, topic))];
  const topic = draw("select", { id: unique("topic") }, options);
  const text = draw("textarea", { id: unique("text"), rows: 6, maxlength: 4000, required: true });
  const hint = draw("small", { id: unique("hint") }, t("touch.inquiry.contact.hint"));
  const contact = draw("input", { id: unique("contact"), type: "text", autocomplete: "email", maxlength: 200, "aria-describedby": hint.id });
  const field = (words, control, ...more) => draw("div", { class: "field" }, draw("label", { for: control.id }, words), control, ...more);

  function say() {
    if (!text.value.trim()) return { missing: t("touch.inquiry.empty"), at: text };
    const properties = { topic: topic.value || undefined, text: text.value.trim(), contact: contact.value.trim() || undefined };
    return { event: "inquiry sent", properties };
  }
  const title = draw(given.page ? "h1" : "h2", {}, given.question || t("touch.inquiry.title"));
  const fields = [title, field(t("touch.inquiry.topic"), topic), field(t("touch.inquiry.text"), text), field(t("touch.inquiry.contact"), contact, hint)];
  return asking({ t, send, given, fields, say, thanks: t("touch.inquiry.thanks"), again: true });
}
