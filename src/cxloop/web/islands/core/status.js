// What the reader hears while an answer is worked out, and when it fails.
import { el, fill, part } from "./dom.js";
import { Failure } from "./ask.js";
import { noEvents, wayOn } from "./empty.js";
import { t } from "./words.js";

let running = null;
let latest = null;
let blamed = null;

/** After so long it is said that the answer is being worked out; quicker ones only dim the old one. */
const SAID_MS = 1000;

/**
 * Runs `work(signal)`, which asks and draws; a newer run cancels an older one, and so does the reader. The old answer stays,
 * dimmed, until the new one is there. quiet: nothing is said of it, and where it fails, what is there stays. The promise
 * ends when the newest run has: whoever waits for it sees what is shown.
 */
export const answering = (work, { status = part("status"), answer = part("answer"), quiet = false } = {}) => (latest = answered(work, status, answer, quiet));

async function answered(work, status, answer, quiet) {
  running?.abort();
  const own = (running = new AbortController());
  const again = () => answering(work, { status, answer });
  const began = Date.now();
  if (!quiet) {
    forgive();
    answer.setAttribute("aria-busy", "true");
    if (answer.hidden) fill(status, waiting());
    else fill(status);
  }
  const cancel = () => {
    own.abort();
    answer.removeAttribute("aria-busy");
    fill(status, el("p", { class: "notice cancelled" }, t(answer.hidden ? "status.cancelled" : "status.cancelled.old"), " ", el("button", { type: "button", class: "link", click: again }, t("failure.again"))));
  };
  const told = () => {
    if (quiet || own.signal.aborted) return;
    const seconds = Math.round((Date.now() - began) / 1000);
    const line = waiting(seconds >= 4 ? t("status.long", { seconds }) : t("status.asking"));
    const old = status.querySelector(".waiting");
    if (old?.querySelector("button")) old.firstChild.textContent = line.firstChild.textContent;
    else fill(status, (line.append(el("button", { type: "button", class: "quiet small", click: cancel }, t("status.cancel"))), line));
  };
  const newer = () => (running === own ? undefined : latest);
  const clock = setInterval(told, SAID_MS);
  try {
    await work(own.signal);
    if (own.signal.aborted) return newer();
    answer.hidden = false;
    if (!quiet || status.querySelector(".waiting, .failure")) fill(status, el("p", { class: "unseen" }, t("status.done")));
  } catch (error) {
    if (own.signal.aborted) return newer();
    if (quiet && !answer.hidden) return void fill(status);
    if (error.code === "no_events") {
      fill(answer, noEvents());
      answer.hidden = false;
      return void fill(status);
    }
    answer.hidden = true;
    fill(status, failed(error, again));
    if (!(error instanceof Failure)) throw error;
    blame((blamed = error));
  } finally {
    clearInterval(clock);
    if (!own.signal.aborted) answer.removeAttribute("aria-busy");
  }
}

const waiting = (text = t("status.asking")) => el("p", { class: "waiting" }, text);

export function failed(error, again = null) {
  const known = error instanceof Failure;
  return el(
    "div",
    { class: "failure", role: "alert" },
    el("p", {}, el("strong", {}, known ? error.message : t("failure.title"))),
    known && error.hint && error.code !== "unknown_record" ? el("p", {}, error.hint) : null,
    known ? wayOn(error.code) : null,
    known ? el("p", { class: "muted" }, el("code", {}, error.code)) : null,
    again && !error.final ? el("button", { type: "button", class: "plain", click: again }, t("failure.again")) : null,
  );
}

/** Says at the very field or chip of the form what is wrong with it. */
function blame({ field, message, hint }) {
  const form = part("question");
  if (!form || !field) return;
  const value = (one) => one.dataset.value ?? one.value ?? "";
  const named = [...form.querySelectorAll(`[name="${CSS.escape(field)}"], [data-name="${CSS.escape(field)}"]`)];
  const found = named.find((one) => value(one) && message.includes(value(one))) ?? named.find(value) ?? named[0];
  if (!found) return;
  for (let fold = found.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  form.classList.add("open");
  const at = found.matches("input, select") ? found : (found.querySelector("button") ?? found);
  if (at === found) at.setAttribute("aria-invalid", "true");
  found.classList.add("invalid");
  at.setAttribute("aria-describedby", "blamed");
  (found.closest(".field, li") ?? found.parentElement).append(el("span", { class: "blamed", id: "blamed" }, [message, hint].filter(Boolean).join(" ")));
}

/** Once more, where the form has been drawn anew since. */
export const blameAgain = () => blamed && !document.getElementById("blamed") && blame(blamed);

function forgive() {
  blamed = null;
  document.getElementById("blamed")?.remove();
  for (const one of document.querySelectorAll("[aria-describedby=blamed]")) one.removeAttribute("aria-invalid"), one.removeAttribute("aria-describedby");
  for (const one of document.querySelectorAll(".invalid")) one.classList.remove("invalid");
}
