// The thread through one record, from signals to lessons.
import { ask } from "./core/ask.js";
import { el, fill, part } from "./core/dom.js";
import { day, number } from "./core/format.js";
import { stepName } from "./core/names.js";
import { answering } from "./core/status.js";
import { table } from "./core/table.js";
import { has, t } from "./core/words.js";
import { changeAddress, named, outcomeChip, prototypeAddress, threadAddress } from "./loop/words.js";
import { kindName } from "./pain/words.js";

const asked = new URLSearchParams(location.search).get("id") ?? "";
const KINDS = ["event", "pain", "need", "note", "opportunity", "idea", "prototype", "change", "exposures", "result", "verdict", "lesson"];

answering(async (signal) => {
  const { start, nodes, links } = await ask("thread", { id: asked }, signal);
  const columns = [
    { title: t("thread.from"), value: (row) => row.from },
    { title: t("thread.how"), value: (row) => how(row) },
    { title: t("thread.to"), value: (row) => row.to },
  ];
  fill(
    part("answer"),
    el("ol", { class: "thread" }, KINDS.filter((kind) => nodes.some((node) => node.kind === kind)).map((kind) => stretch(kind, nodes.filter((node) => node.kind === kind), start))),
    el("details", { class: "fold" }, el("summary", {}, t("thread.links")), table(t("thread.links"), columns, links, { most: 40 })),
  );
});

const how = ({ how: key }) => (has(`thread.how.${key.replaceAll(" ", "_")}`) ? t(`thread.how.${key.replaceAll(" ", "_")}`) : key);

const stretch = (kind, nodes, start) =>
  el("li", { class: "card" }, el("h2", {}, t(`thread.${kind}`), nodes.length > 1 ? el("span", { class: "muted" }, ` ${number(nodes.length)}`) : null), el("ul", {}, nodes.slice(0, 12).map((node) => entry(node, start))));

function titleOf({ kind, title, data }) {
  if (kind === "pain" && data.step) return el("span", {}, stepName(data.step, 120), ": ", kindName(data.kind));
  if (kind === "event") return stepName(title, 120);
  return ["result", "verdict"].includes(kind) && has(`verdict.${title}`) ? outcomeChip(title) : named(title);
}

function entry(node, start) {
  const title = titleOf(node);
  const own = { change: changeAddress, prototype: prototypeAddress }[node.kind];
  const href = own ? own(node.id.split(":")[1]) : threadAddress(node.id);
  const linked = ["exposures", "result"].includes(node.kind) || node.id === start ? title : el("a", { href }, title);
  const about = [node.at && day(node.at), node.by].filter(Boolean).join(" · ");
  const arms = node.data.arms?.every?.((arm) => typeof arm === "object") ? node.data.arms.map((arm) => `${arm.arm} ${number(arm.n)}`).join(", ") : null;
  return el("li", {}, linked, about ? el("small", { class: "muted" }, ` ${about}`) : null, arms && el("small", { class: "muted" }, ` · ${arms}`), node.resolved ? null : el("span", { class: "chip bad" }, t("thread.unresolved")));
}
