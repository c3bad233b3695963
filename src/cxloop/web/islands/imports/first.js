// Where nothing is there yet: three steps, the drop zone, and a simulated shop for those who have no file at hand.
import { send } from "../core/ask.js";
import { el, fill } from "../core/dom.js";
import { failed } from "../core/status.js";
import { t } from "../core/words.js";
import { bringing } from "./bring.js";

/** The start of an empty workspace. may: whether whoever looks may import; `then(job)` once something has come in. */
export function first({ may, admin }, then) {
  if (!may) return el("div", { class: "empty" }, el("h2", {}, t("overview.empty")), el("p", {}, t("first.viewer")));
  const place = el("div");
  const head = el(
    "div",
    { class: "first" },
    el("h2", {}, t("first.title")),
    el("ol", { class: "three" }, ["bring", "check", "see"].map((one) => el("li", {}, el("strong", {}, t(`first.${one}`)), " ", t(`first.${one}.line`)))),
  );
  bringing(place, { admin, then, before: head, after: others });
  return place;
}

function others(follow) {
  const said = el("div", { role: "status" });
  const button = el("button", { type: "button", class: "plain" }, t("first.simulation.start"));
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      follow(await send("imports/simulation", { world: "shop" }));
    } catch (error) {
      fill(said, failed(error));
      button.disabled = false;
    }
  });
  return el(
    "div",
    { class: "columns others" },
    el("section", { class: "card" }, el("h3", {}, t("first.simulation")), el("p", {}, t("first.simulation.line")), button, said),
    el("section", { class: "card" }, el("h3", {}, t("first.capture")), el("p", {}, t("first.capture.line")), el("p", {}, el("a", { href: "/touchpoints" }, t("first.capture.go")))),
  );
}
