// The palette: one field that finds pages, what the data holds, what people wrote down, and things to do.
import { combobox } from "../asking/combobox.js";
import { rule } from "../asking/rule.js";
import { ask } from "../core/ask.js";
import { el, shortened } from "../core/dom.js";
import { journeyAddress } from "../core/question.js";
import { t } from "../core/words.js";
import { ranked } from "./finding.js";
import { here, there } from "./places.js";

const MOST_RECENT = 8;
const PAUSE_MS = 200;
const key = `cxloop.recent.${document.documentElement.dataset.workspace}`;
let dialog = null;

/** Opens it; pressed again, it closes. */
export function openPalette() {
  if (dialog) return dialog.close();
  let places = here();
  let pause = 0;
  const people = new Map();
  const lookedUp = (text) => (people.get(text) ? true : null);
  const free = (text) => lookedUp(text) && ({ value: `customer:${text}`, label: text, note: t("palette.kind.customer"), href: journeyAddress(text, "customer") });
  const shown = ({ id, label, kind, plain = false, ...rest }) => ({ value: id, label: plain ? shortened(label, 80) : label, plain, note: t(`palette.kind.${kind}`), ...rest });
  const options = async (text) => (look(text.trim()), text.trim() ? ranked(places, text) : begin(places)).map(shown);
  const box = combobox({ label: t("palette.open"), hint: t("palette.hint"), options, choose: (id, one) => go(one), free, searched: true, taking: false });
  /** Looks for somebody of this name, once nobody types any more; offers them if there is such a one. */
  function look(text) {
    clearTimeout(pause);
    if (text === "" || people.has(text)) return;
    pause = setTimeout(async () => {
      people.set(text, await isSomebody(text));
      if (people.get(text) && own.isConnected && box.input.value.trim() === text) box.open();
    }, PAUSE_MS);
  }
  const close = el("button", { type: "button", class: "quiet", click: () => dialog.close() }, t("journeys.close"));
  dialog = el("dialog", { class: "card asking palette", "aria-label": t("palette.open"), close: shut, click: ({ target }) => target === dialog && dialog.close() }, el("div", { class: "palette-head" }, box.node, close), el("p", { class: "hint" }, t("palette.help")));
  document.body.append(dialog);
  dialog.showModal();
  box.open();
  const own = dialog;
  there((found) => {
    places = [...places, ...found];
    if (own.isConnected && !own.querySelector("[aria-activedescendant]")) box.open();
  }).then(() => own.isConnected && box.open());
}

/** Whether there is a customer or a case of this name. */
async function isSomebody(text) {
  const where = ["customer", "case"].map((field) => rule([{ field, operator: "is", values: [text] }])).join(" or ");
  const found = await ask("values", { field: "event", limit: 1, where }).catch(() => ({ breakdown: [] }));
  return found.breakdown.length > 0;
}

function shut() {
  dialog?.remove();
  dialog = null;
}

/** Before anything is typed: what was chosen last, then pages and things to do. */
function begin(places) {
  const known = recent();
  const last = known.map((id) => places.find((one) => one.id === id)).filter(Boolean);
  return [...last, ...places.filter((one) => ["page", "action"].includes(one.kind) && !known.includes(one.id))];
}

function go({ value, href, act }) {
  if (!value.startsWith("customer:")) keep(value); // whom somebody looked up is nobody else's business
  dialog.close();
  if (act) act();
  else location.assign(href);
}

function recent() {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(found) ? found.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

function keep(id) {
  try {
    localStorage.setItem(key, JSON.stringify([id, ...recent().filter((one) => one !== id)].slice(0, MOST_RECENT)));
  } catch {
    // without it nothing is remembered
  }
}
