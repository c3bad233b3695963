// The catalogue of events that the traffic has shown: each with its properties.
import { ask } from "./core/ask.js";
import { el, fill, nameOf, part } from "./core/dom.js";
import { minute, number, percent } from "./core/format.js";
import { answering } from "./core/status.js";
import { table } from "./core/table.js";
import { has, t } from "./core/words.js";

answering(async (signal) => {
  const { events } = await ask("catalogue", {}, signal);
  fill(part("answer"), events.length ? events.map(card) : el("p", { class: "empty" }, t("catalogue.nothing")));
});

const typeOf = (name) => (has(`type.${name}`) ? t(`type.${name}`) : name);

function card(one) {
  const columns = [
    { title: t("catalogue.property"), value: (row) => row.name, show: (row) => nameOf(row.name) },
    { title: t("catalogue.types"), value: (row) => row.types.join(), show: (row) => row.types.map(typeOf).join(", ") },
    { title: t("catalogue.share"), value: (row) => row.share, show: (row) => percent(row.share), number: true },
    { title: t("catalogue.example"), value: (row) => row.example, show: (row) => el("code", {}, nameOf(row.example, 80)), wide: true },
  ];
  const told = t("catalogue.told", { count: number(one.count), first: minute(one.first), last: minute(one.last) });
  return el("section", { class: "card" }, el("h2", {}, nameOf(one.event)), el("p", { class: "muted" }, told), one.fields.length ? table(one.event, columns, one.fields) : null);
}
