// What the reader hears while an answer is worked out, and when it fails.
import { el, fill, part } from "./dom.js";
import { Failure } from "./ask.js";
import { t } from "./words.js";

let running = null;

/** Runs `work(signal)`, which asks and draws; a newer run cancels an older one. quiet: nothing is said of it, and where it
 * fails, what is there stays. */
export async function answering(work, { status = part("status"), answer = part("answer"), quiet = false } = {}) {
  running?.abort();
  const own = (running = new AbortController());
  const began = Date.now();
  if (!quiet) {
    forgive();
    fill(status, el("p", { class: "waiting" }, t("status.asking")));
    answer.setAttribute("aria-busy", "true");
  }
  const clock = setInterval(() => {
    const seconds = Math.round((Date.now() - began) / 1000);
    if (seconds >= 4 && !quiet) fill(status, el("p", { class: "waiting" }, t("status.long", { seconds })));
  }, 4000);
  try {
    await work(own.signal);
    answer.hidden = false;
    if (!quiet || status.querySelector(".waiting, .failure")) fill(status, el("p", { class: "unseen" }, t("status.done")));
  } catch (error) {
    if (own.signal.aborted) return;
    if (quiet && !answer.hidden) return void fill(status);
    answer.hidden = true;
    fill(status, failed(error, () => answering(work, { status, answer })));
    if (!(error instanceof Failure)) throw error;
    blame(error);
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

/** Says at the very field of the form what is wrong with it. */
function blame({ field, message, hint }) {
  const inputs = [...(part("question")?.querySelectorAll(`[name="${CSS.escape(field ?? "")}"]`) ?? [])];
  const input = inputs.find((one) => one.value && message.includes(one.value)) ?? inputs.find((one) => one.value) ?? inputs[0];
  if (!input) return;
  for (let fold = input.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", "blamed");
  (input.closest(".field") ?? input.closest("li") ?? input).append(el("span", { class: "blamed", id: "blamed" }, [message, hint].filter(Boolean).join(" ")));
}

function forgive() {
  document.getElementById("blamed")?.remove();
  for (const input of document.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid"), input.removeAttribute("aria-describedby");
}
