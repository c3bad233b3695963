// How an answer about pain points was worked out, and what it rests on.
import { el } from "../core/dom.js";
import { minute, number, zone } from "../core/format.js";
import { identity } from "../core/identity.js";
import { t } from "../core/words.js";
import { outcomeName } from "./words.js";

export function about(answer) {
  const rows = [
    [t("pains.outcome"), outcomeName(answer.outcome)],
    [t("pains.reason"), t(new URLSearchParams(location.search).has("outcome") ? "pains.reason.given" : "pains.reason.found")],
    [t("pains.tested"), t("pains.tested.count", { count: number(answer.tested) })],
    [t("pains.as_of"), `${minute(answer.as_of)} (${zone})`],
    [t("pains.identity"), identity(answer.identity, answer.per)],
    [t("pains.method"), t("pains.method.said")],
  ];
  const lines = ["pains.how.compared", "pains.how.why", "pains.how.interval", "pains.how.q"].map((key) => el("p", {}, t(key)));
  return el("section", { class: "card how" }, el("h2", {}, t("pains.how")), lines, el("dl", { class: "facts" }, rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])));
}
