// What is shown follows what others write down, as soon as nobody's hands are on it.
import { takeWaiting } from "./keeping.js";

const PATIENCE_MS = 400;
const AGAIN_MS = 5000;
const MOST_MS = 600_000;

/**
 * Calls `load()` at once, and `load(true)`, which is to be quiet, whenever somebody has written something down. A page that
 * nobody sees does not listen: browsers have few connections, and many pages.
 */
export function following(load) {
  let seen = null;
  let loaded = false;
  let source = null;
  let pause = AGAIN_MS;
  const renew = oneAtATime(() => load(true));
  const first = () => {
    if (loaded) return;
    loaded = true;
    load();
  };
  function listen() {
    if (document.hidden || source !== null) return;
    const { workspace = "" } = document.documentElement.dataset;
    const own = (source = new EventSource(`/api/v1/loop/stream${workspace ? `?workspace=${encodeURIComponent(workspace)}` : ""}`));
    own.addEventListener("message", ({ data }) => {
      const news = loaded && data !== seen;
      seen = data;
      pause = AGAIN_MS;
      if (news) renew();
      else first();
    });
    own.addEventListener("error", () => own.readyState === EventSource.CLOSED && own === source && refused());
  }
  /** Where the server will not have it, as after signing out, it is asked again less and less often. */
  function refused() {
    rest();
    setTimeout(listen, pause);
    pause = Math.min(2 * pause, MOST_MS);
  }
  function rest() {
    source?.close();
    source = null;
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  for (const event of ["toggle", "focusout", "dragend"]) document.addEventListener(event, () => setTimeout(() => takeWaiting() && renew()), true);
  listen();
  setTimeout(first, PATIENCE_MS);
}

/** Does `work`; asked for again meanwhile, once more after it. */
function oneAtATime(work) {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    while (again) {
      again = false;
      await work();
    }
    running = false;
  };
}
