// What the reader hears while an answer is worked out, and when it fails.
import { el, fill, part } from "./dom.js";
import { Failure } from "./ask.js";
import { t } from "./words.js";

let running = null;

/** Runs `work(signal)`, which asks and draws; a newer run cancels an older one. */
export async function answering(work, { status = part("status"), answer = part("answer") } = {}) {
  running?.abort();
  const own = (running = new AbortController());
  const began = Date.now();
  fill(status, el("p", { class: "waiting" }, t("status.asking")));
  answer.setAttribute("aria-busy", "true");
  const clock = setInterval(() => {
    const seconds = Math.round((Date.now() - began) / 1000);
    if (seconds >= 4) fill(status, el("p", { class: "waiting" }, t("status.long", { seconds })));
  }, 4000);
  try {
    await work(own.signal);
    answer.hidden = false;
    fill(status, el("p", { class: "unseen" }, t("status.done")));
  } catch (error) {
    if (own.signal.aborted) return;
    answer.hidden = true;
    fill(status, failed(error, () => answering(work, { status, answer })));
    if (!(error instanceof Failure)) throw error;
  } finally {
    clearInterval(clock);
    if (!own.signal.aborted) answer.removeAttribute("aria-busy");
  }
}

export function failed(error, again = null) {
  const known = error instanceof Failure;
  return el(
    "div",
    { class: "failure", role: "alert" },
    el("p", {}, el("strong", {}, known ? error.message : t("failure.title"))),
    known && error.hint ? el("p", {}, error.hint) : null,
    known ? el("p", { class: "muted" }, el("code", {}, error.code)) : null,
    again ? el("button", { type: "button", class: "plain", click: again }, t("failure.again")) : null,
  );
}
