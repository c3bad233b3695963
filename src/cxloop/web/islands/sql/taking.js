// The result of a query that was not saved, as a file: the query goes along again, under the same limits and the same mask.
import { sendForFile } from "../core/ask.js";
import { el, fill } from "../core/dom.js";
import { takeMenu } from "../core/menu.js";
import { failed } from "../core/status.js";
import { t } from "../core/words.js";

const FORMATS = ["xlsx", "csv", "pdf", "html", "png", "svg"];
const PICTURES = ["png", "svg"];
const DRAWN = ["line", "bar"];

/** The menu. address: where queries are sent; query: the one whose result this is; state: how it is drawn. */
export function taking(address, query, state) {
  const said = el("div", { role: "status" });
  const items = new Map(FORMATS.map((format) => [format, el("li", {}, el("button", { type: "button", class: "link", "data-format": format, click: ({ currentTarget }) => take(format, currentTarget) }, t(`take.${format}`)))]));
  const menu = takeMenu([...items.values()], offered);

  /** A picture is of what is drawn. */
  function offered() {
    for (const format of PICTURES) items.get(format).hidden = !DRAWN.includes(state.chart);
  }

  async function take(format, button) {
    if (button.hasAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    fill(said, el("p", { class: "waiting" }, t("status.asking")));
    try {
      const { content, name } = await sendForFile(`${address}${address.includes("?") ? "&" : "?"}as=${format}`, { query, ...state });
      const link = el("a", { href: URL.createObjectURL(content), download: name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      fill(said);
      menu.open = false;
    } catch (error) {
      fill(said, failed(error));
    }
    button.removeAttribute("aria-disabled");
  }
  offered();
  return el("div", {}, menu, said);
}
