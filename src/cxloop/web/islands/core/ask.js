// Questions to the JSON routes. What fails becomes a Failure with a message and a way out.
import { showLens } from "./lens.js";
import { settings } from "./names.js";
import { heard } from "./question.js";
import { t } from "./words.js";

/** With these the same question has the same answer, however often it is asked. */
const FINAL = [400, 403, 404];

export class Failure extends Error {
  constructor({ code, message, hint, field = null, line = null, column = null }, status = 0) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.field = field;
    this.line = line;
    this.column = column;
    this.final = FINAL.includes(status);
  }
}

const { zone = "UTC", workspace = "" } = document.documentElement.dataset;

/**
 * The answer to a question; `parameters` is anything URLSearchParams takes. The page's own workspace and time zone go
 * along, so that a switch in another tab changes nothing here.
 */
export async function ask(question, parameters = {}, signal = undefined) {
  let response;
  try {
    response = await fetch(addressOf(question, parameters), { signal, headers: { accept: "application/json" } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure({ code: "network", message: t("failure.network"), hint: t("failure.network.hint") });
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer?.lens !== undefined) showLens(answer.lens);
  if (response.ok) heard(answer, parameters);
  if (response.ok && answer !== null) return answer;
  throw refusal(response, answer);
}

/** Where a question is answered. */
export function addressOf(question, parameters) {
  const query = new URLSearchParams(parameters);
  if (zone !== (settings.zone || "UTC")) query.set("zone", zone);
  if (workspace) query.set("workspace", workspace);
  return `/api/v1/${question}${query.size ? `?${query}` : ""}`;
}

const SEEN_MS = 60_000;
const MOST_SEEN = 60;
const memory = new Map();

/** The same, at once where it was answered within the last minute and nothing has been written down since. */
export async function seen(question, parameters = {}, signal = undefined) {
  const key = `${question}?${new URLSearchParams(parameters)}`;
  const known = memory.get(key);
  if (known && Date.now() - known.at < SEEN_MS) return known.answer;
  const answer = await ask(question, parameters, signal);
  memory.delete(key);
  memory.set(key, { answer, at: Date.now() });
  if (memory.size > MOST_SEEN) memory.delete(memory.keys().next().value);
  return answer;
}

/** Something to be done: `what` is a route, perhaps with a query; `body` goes along as JSON. */
export async function send(what, body = null, signal = undefined) {
  const response = await post(what, body, signal);
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  throw refusal(response, answer);
}

/** The answer to a question that is too long for an address, as a file: {content, name}. */
export async function sendForFile(what, body, signal = undefined) {
  const response = await post(what, body, signal);
  if (!response.ok) throw refusal(response, await response.json().catch(() => null));
  const [, name = ""] = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition") ?? "") ?? [];
  return { content: await response.blob(), name: decodeURIComponent(name) };
}

const refusal = (response, answer) => new Failure(answer?.code ? answer : { code: `http_${response.status}`, message: t("failure.title"), hint: "" }, response.status);

async function post(what, body, signal) {
  const own = workspace ? `${what.includes("?") ? "&" : "?"}workspace=${encodeURIComponent(workspace)}` : "";
  memory.clear();
  try {
    return await fetch(`/api/v1/${what}${own}`, { method: "POST", headers: { accept: "application/json", "content-type": "application/json" }, body: body && JSON.stringify(body), signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure({ code: "network", message: t("failure.network"), hint: t("failure.network.hint") });
  }
}

/** What the server gave the page itself. */
export const given = () => JSON.parse(document.getElementById("given").textContent);
