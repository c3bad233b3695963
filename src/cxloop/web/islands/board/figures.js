// How well the loop goes; nothing as long as nothing has started.
import { el } from "../core/dom.js";
import { between, counted, number, percent } from "../core/format.js";
import { t } from "../core/words.js";

export const figures = (health) => health.shares.find((one) => one.name === "with_verdict").of > 0 && { key: "figures", told: health, make: () => drawn(health) };

function drawn({ days_to_verdict, shares, waiting, to_tell }) {
  const of = (name) => shares.find((one) => one.name === name);
  const figure = (name, value, more = null) => el("div", { class: "figure" }, el("dt", {}, t(name)), el("dd", {}, value, more && el("small", {}, more)));
  const share = (name) => figure(`loop.${name}`, percent(of(name).share, 0), of(name).of ? [t("loop.of", of(name)), ` (${between(percent(of(name).low, 0), percent(of(name).high, 0))})`] : null);
  return el(
    "div",
    {},
    el("dl", { class: "figures" }, figure("loop.days", days_to_verdict === null ? "–" : t("loop.days.value", { days: number(days_to_verdict) })), share("with_verdict"), share("met"), share("told")),
    waiting.length ? el("p", { class: "notice" }, counted("loop.waiting", waiting.length)) : null,
    to_tell.length ? el("p", { class: "notice" }, counted("loop.to_tell", to_tell.length)) : null,
  );
}
