// How an answer about pain points was worked out, and what it rests on.
import { el, nameOf } from "../core/dom.js";
import { minute, number } from "../core/format.js";
import { t } from "../core/words.js";
import { outcomeName } from "./words.js";

export function about(answer) {
  const rows = [
    [t("pains.outcome"), outcomeName(answer.outcome)],
    [t("pains.reason"), t(new URLSearchParams(location.search).has("outcome") ? "pains.reason.given" : "pains.reason.found")],
    [t("pains.method"), nameOf(answer.method, 300)],
    [t("pains.tested"), number(answer.tested)],
    [t("pains.as_of"), minute(answer.as_of)],
    [t("pains.identity"), nameOf(answer.identity, 200)],
  ].filter(Boolean);
  return el("section", { class: "card" }, el("h2", {}, t("pains.how")), el("p", { class: "muted" }, t("pains.how.line")), el("dl", { class: "facts" }, rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])));
}
