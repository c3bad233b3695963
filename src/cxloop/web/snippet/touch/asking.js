// What both touchpoints have in common: a form that sends, says what went wrong, keeps what was typed, and gives thanks.
import { draw } from "./drawing.js";

let forms = 0;
export const unique = (name) => `cxloop-${name}-${(forms += 1)}`;

/**
 * fields: what stands in the form. say: the event and its properties, or the words for what is missing and where.
 * thanks: the words at the end. again: whether one may write another.
 */
export function asking({ t, send, given, fields, say, thanks, again }) {
  const wrong = draw("p", { class: "wrong", role: "alert" });
  const button = draw("button", { type: "submit" }, t("touch.send"));
  const form = draw("form", { novalidate: true, submit }, ...fields, wrong, button);
  const whole = draw("div", { class: given.page ? "touch page" : "touch" }, form);
  let busy = false, dirty = false;
  form.addEventListener("input", () => (dirty = true));
  if (given.page) addEventListener("beforeunload", (event) => dirty && event.preventDefault());

  async function submit(event) {
    event.preventDefault();
    if (busy) return;
    const said = say();
    if (said.missing) {
      wrong.textContent = said.missing;
      said.at.focus();
      return;
    }
    busy = true;
    wrong.textContent = "";
    button.textContent = t("touch.sending");
    button.setAttribute("aria-disabled", "true");
    const failed = await send(said.event, said.properties);
    busy = false;
    button.removeAttribute("aria-disabled");
    button.textContent = t(failed ? "touch.again" : "touch.send");
    if (failed) wrong.textContent = failures(t)[failed];
    else thank();
  }

  function thank() {
    dirty = false;
    const words = draw(given.page ? "h1" : "p", { class: "thanks", tabindex: "-1" }, thanks);
    const more = again && draw("button", { type: "button", class: "quiet", click: restart }, t("touch.another"));
    whole.replaceChildren(draw("div", { role: "status" }, words), ...(more ? [more] : []));
    words.focus();
  }

  function restart() {
    form.reset();
    whole.replaceChildren(form);
    form.querySelector("select,textarea").focus();
  }
  return whole;
}

const failures = (t) => ({
  offline: t("touch.failed.offline"),
  server: t("touch.failed.server"),
  key: t("touch.failed.key"),
  refused: t("touch.failed.refused"),
});
