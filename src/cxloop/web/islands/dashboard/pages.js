// What pages that ask a question are called.
import { t } from "../core/words.js";

const ROOMS = { "/": "overview", "/funnel": "funnel", "/journeys": "journeys", "/journeys/of": "journey", "/retention": "retention", "/pains": "pains", "/performance": "performance", "/changes": "change", "/sql": "query" };

/** Pages that stand on a dashboard without having been saved first. */
export const PLAIN = ["/", "/pains", "/performance", "/journeys", "/retention"];

export function pageName(page) {
  if (page.startsWith("/pains/")) return t("room.pain");
  return t(`room.${ROOMS[page] ?? ROOMS[`/${page.split("/")[1]}`] ?? "saved"}`);
}
