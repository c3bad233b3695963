// What waits to be sent, each message under a name of its own in localStorage, until the server has it on its disk.
const PREFIX = "cxloop.", MESSAGE = "~";
const MOST = 5000, MOST_SENT = 100, MOST_LENGTH = 15000;
const memory = new Map(), beaconed = new Set();
let url, key, timer, sending, pause = 0, count = 0, waiting = 0;

export const tried = (action, otherwise = () => null) => {
  try {
    return action();
  } catch {
    return otherwise();
  }
};

// localStorage under names of ours, or memory where the browser or a full disk refuses it.
export const get = (name) => tried(() => localStorage.getItem(PREFIX + name)) ?? memory.get(name) ?? null;
export const set = (name, text) => tried(() => localStorage.setItem(PREFIX + name, text), () => memory.set(name, text));
export const remove = (name) => {
  memory.delete(name);
  tried(() => localStorage.removeItem(PREFIX + name));
};
export const names = () => [...memory.keys(), ...tried(() => Object.keys(localStorage), () => []).flatMap((name) => (name.startsWith(PREFIX) ? name.slice(PREFIX.length) : []))];

export const random = () => crypto.getRandomValues(new Uint32Array(4)).join("");

/** Keeps a message and sends it soon. Names begin with the time, so that they sort in the order of what happened. */
export function keep(message) {
  if (waiting++ > MOST) return;
  const messageId = `cx-${Date.now()}-${1e6 + count++}-${random()}`;
  set(MESSAGE + messageId, JSON.stringify({ ...message, messageId }));
  later(1000);
}

/** The oldest messages that wait, as many as go into one request; `but` leaves some out. */
function oldest(but) {
  const found = names().filter((name) => name[0] === MESSAGE && !but?.has(name)).sort();
  const taken = [];
  let length = 0;
  waiting = found.length;
  for (const name of found.slice(0, MOST_SENT)) {
    const text = get(name) ?? "";
    length += text.length;
    if (taken[0] && length > MOST_LENGTH) break;
    if (text) taken.push([name, text]);
  }
  return taken;
}

const body = (taken) => `{"batch":[${taken.map(([, text]) => text)}],"sentAt":"${new Date().toISOString()}","writeKey":"${key}"}`;

const later = (milliseconds) => (timer ??= setTimeout(flush, milliseconds));

/** Sends now, whatever pause there was. */
export async function flush() {
  clearTimeout(timer);
  timer = null;
  if (!url || sending) return;
  const taken = oldest();
  if (!taken[0]) return;
  sending = true;
  const status = await post(taken);
  sending = false;
  if (status === 401 || status === 403) return; // the key is wrong: kept until a page comes with a good one
  if ([200, 400, 413].includes(status)) { // nothing would be gained by saying these again
    for (const [name] of taken) remove(name);
    later((pause = 0));
  } else later((pause = Math.min(6e4, Math.max(pause * 2, 1000))));
}

/** The status the server answers with; 0 where it cannot be reached. A text needs no preflight. */
async function post(taken) {
  try {
    const answer = await fetch(url, { method: "POST", body: body(taken), keepalive: true, signal: AbortSignal.timeout?.(15000) });
    pause = Math.max(pause, answer.headers.get("retry-after") * 500);
    return answer.status;
  } catch {
    return 0;
  }
}

export function begin(address, text) {
  url = address;
  key = text;
  flush();
}

/** The page may be gone in a moment. Nobody tells whether a beacon arrives: what it carries stays, and its id keeps it from counting twice. */
export function leave() {
  for (let taken; (taken = oldest(beaconed))[0] && navigator.sendBeacon(url, body(taken)); ) for (const [name] of taken) beaconed.add(name);
}
