// Questions to the JSON routes. What fails becomes a Failure with a message and a way out.
import { showLens } from "./lens.js";
import { settings } from "./names.js";
import { t } from "./words.js";

export class Failure extends Error {
  constructor({ code, message, hint, field = null }) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.field = field;
  }
}

const { zone = "UTC", workspace = "" } = document.documentElement.dataset;

/**
 * The answer to a question; `parameters` is anything URLSearchParams takes. The page's own workspace and time zone go
 * along, so that a switch in another tab changes nothing here.
 */
export async function ask(question, parameters = {}, signal = undefined) {
  const query = new URLSearchParams(parameters);
  if (zone !== (settings.zone || "UTC")) query.set("zone", zone);
  if (workspace) query.set("workspace", workspace);
  let response;
  try {
    response = await fetch(`/api/v1/${question}${query.size ? `?${query}` : ""}`, { signal, headers: { accept: "application/json" } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure({ code: "network", message: t("failure.network"), hint: t("failure.network.hint") });
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer?.lens !== undefined) showLens(answer.lens);
  if (response.ok && answer !== null) return answer;
  throw new Failure(answer?.code ? answer : { code: `http_${response.status}`, message: t("failure.title"), hint: "" });
}

/** Something to be done: `what` is a route, perhaps with a query; `body` goes along as JSON. */
export async function send(what, body = null) {
  const own = workspace ? `${what.includes("?") ? "&" : "?"}workspace=${encodeURIComponent(workspace)}` : "";
  let response;
  try {
    response = await fetch(`/api/v1/${what}${own}`, { method: "POST", headers: { accept: "application/json", "content-type": "application/json" }, body: body && JSON.stringify(body) });
  } catch {
    throw new Failure({ code: "network", message: t("failure.network"), hint: t("failure.network.hint") });
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  throw new Failure(answer?.code ? answer : { code: `http_${response.status}`, message: t("failure.title"), hint: "" });
}

/** What the server gave the page itself. */
export const given = () => JSON.parse(document.getElementById("given").textContent);
