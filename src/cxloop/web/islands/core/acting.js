// A button that does something at the server.
import { el, fill } from "./dom.js";
import { only } from "./may.js";
import { failed } from "./status.js";
import { t } from "./words.js";

/** Does `work` when pressed, then `then`; what fails is said in `said` beside it, and nothing typed is lost.
 * Where the session may not do it, it is hidden. */
export function acting(key, work, said, then) {
  const made = el("button", { type: "button", class: "plain" }, t(key));
  made.addEventListener("click", async () => {
    if (made.hasAttribute("aria-disabled")) return;
    made.setAttribute("aria-disabled", "true"); // disabled, it would lose the focus
    try {
      await work();
      fill(said);
      await then();
    } catch (error) {
      fill(said, failed(error));
    }
    made.removeAttribute("aria-disabled");
  });
  return only(key, made);
}
