// What customers were shown of an idea, and the form that shows it to them.
import { send } from "../core/ask.js";
import { el } from "../core/dom.js";
import { number } from "../core/format.js";
import { t } from "../core/words.js";
import { folded, writing } from "../core/writing.js";
import { named, prototypeAddress } from "../loop/words.js";

/** The prototypes of an idea, among all; and a form for another one. */
export const showing = (id, title, prototypes) => {
  const own = prototypes.filter((one) => one.idea === id);
  return [
    own.length > 0 && { key: "prototypes", told: own.map((one) => [one.id, one.title, one.seen, one.answered]), make: () => el("ul", { class: "said-list" }, own.map(line)) },
    { key: "show", told: title, make: () => folded(t("prototype.show"), el("p", { class: "hint" }, t("prototype.show.line")), writing("prototype.show", fields(title), (typed) => make(id, typed), () => {})) },
  ];
};

const line = (one) => el("li", {}, el("a", { href: prototypeAddress(one.id) }, named(one.title)), " ", el("small", { class: "muted" }, t("prototype.counts", { seen: number(one.seen), answered: number(one.answered) })));

const PLACES = [1, 2, 3];

function fields(title) {
  const kinds = ["rating", "yes_no", "text"].map((kind) => [kind, t(`prototype.answer.${kind}`)]);
  const questions = PLACES.flatMap((place) => [
    { name: `question${place}`, label: t("prototype.question_number", { place }) },
    { name: `kind${place}`, label: t("prototype.kind_number", { place }), options: kinds },
  ]);
  return [
    { name: "title", label: t("prototype.title"), value: title, needed: true },
    { name: "description", label: t("prototype.description"), kind: "long" },
    { name: "address", label: t("prototype.address"), kind: "url", hint: "https://" },
    ...questions,
    { name: "invited", label: t("prototype.invite"), kind: "lines", hint: "customer:anna", personal: true },
  ];
}

async function make(idea, typed) {
  const questions = PLACES.filter((place) => typed[`question${place}`]).map((place) => ({ text: typed[`question${place}`], kind: typed[`kind${place}`] }));
  const { title, description, address, invited } = typed;
  const made = await send("prototypes", { idea, title, description, address, invited, ...(questions.length ? { questions } : {}) });
  location.assign(`${prototypeAddress(made.id)}#made`);
}
