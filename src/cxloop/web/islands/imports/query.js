// Rows from a PostgreSQL database, for admins; the answer is looked at and imported as a file is.
import { send } from "../core/ask.js";
import { el } from "../core/dom.js";
import { t } from "../core/words.js";
import { folded, writing } from "../core/writing.js";

/** The form. `sent(files)` gets the answer. */
export function querying(sent) {
  const fields = [
    { name: "host", label: t("bring.query.host"), needed: true },
    { name: "port", label: t("bring.query.port"), kind: "number", value: "5432" },
    { name: "database", label: t("bring.query.database"), needed: true },
    { name: "user", label: t("bring.query.user"), needed: true },
    { name: "password", label: t("bring.query.password"), kind: "password" },
    { name: "name", label: t("bring.name") },
    { name: "query", label: t("bring.query.query"), kind: "long", hint: "SELECT …", needed: true },
  ];
  let answer = null;
  const form = writing("bring.query.run", fields, async (typed) => (answer = await send("imports/query", typed)), () => sent([answer]));
  return folded(t("bring.query"), el("p", { class: "muted" }, t("bring.query.line")), form);
}
