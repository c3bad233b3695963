// A button that does something at the server.
import { el, fill } from "./dom.js";
import { failed } from "./status.js";
import { t } from "./words.js";

/** Does `work` when pressed, then `then`; what fails is said in `said` beside it, and nothing typed is lost. */
export function acting(key, work, said, then) {
  const made = el("button", { type: "button", class: "plain" }, t(key));
  made.addEventListener("click", async () => {
    made.disabled = true;
    try {
      await work();
      await then();
    } catch (error) {
      fill(said, failed(error));
      made.disabled = false;
    }
  });
  return made;
}
