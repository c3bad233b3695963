// Sends what somebody said, and tells what became of it: "" when it is on the server's disk, else why not.
const PATIENCE = 15000;
const random = () => crypto.getRandomValues(new Uint32Array(4)).join("");

/** One person's way to the server. The same words are sent again as the same message, and so do not count twice. */
export function sender({ host, key, user, case: matter }) {
  const passing = random();
  let said = "", message;
  return async (event, properties) => {
    const whole = { ...properties, case: matter, path: location.pathname };
    const now = JSON.stringify([event, whole]);
    if (said !== now) message = { type: "track", event, properties: whole, ...marks() };
    said = now;
    return posted(`${host}/v1/batch`, JSON.stringify({ batch: [message], writeKey: key, sentAt: new Date() }));
  };

  /** Who and when; the browser snippet on the same page knows who, if it may. */
  function marks() {
    const ids = window.cxloop?.ids?.() ?? {};
    const userId = user || ids.userId;
    const anonymousId = ids.anonymousId ?? (userId ? undefined : passing);
    const context = { library: { name: "cxloop touch.js" }, locale: navigator.language };
    return { messageId: `touch-${Date.now()}-${random()}`, timestamp: new Date(), userId, anonymousId, context };
  }
}

/** The way to the server from the page of a prototype: it knows by the code in the link who answers. */
export function answerer({ host, key, prototype, for: code = "" }) {
  const url = `${host}/touch/prototype?${new URLSearchParams({ key, prototype, for: code })}`;
  const visit = random();
  let said = "", id;
  return async (event, answers) => {
    const now = JSON.stringify([event, answers]);
    if (said !== now) id = random();
    said = now;
    return posted(url, JSON.stringify({ event, answers, visit, id }));
  };
}

async function posted(url, body) {
  try {
    const answer = await fetch(url, { method: "POST", body, signal: AbortSignal.timeout?.(PATIENCE) });
    if (answer.ok) return (await answer.json()).refused ? "refused" : "";
    if (answer.status === 401 || answer.status === 403) return "key";
    return answer.status === 400 || answer.status === 413 ? "refused" : "server";
  } catch {
    return navigator.onLine ? "server" : "offline";
  }
}
