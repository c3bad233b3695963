// What somebody gets: a variant, a share of customers each, or the default variant.
import { el, shortened } from "../core/dom.js";
import { number } from "../core/format.js";
import { t } from "../core/words.js";
import { one, shared, sum, usual } from "./model.js";

const SHARES = "\u0000shares";
const USUAL = "\u0000usual";

/** The part of the form. gives: what is given now; put(gives, anew): takes another, anew where the form has to be drawn again. */
export function giving(form, gives, label, key, put) {
  const names = form.variants.map(({ name }) => name);
  const now = gives.sort === "variant" ? gives.variant : gives.sort === "shares" ? SHARES : USUAL;
  const gone = gives.sort === "variant" && !names.includes(now) ? [now] : [];
  const options = [...names.map((name) => [name, shortened(name, 60)]), ...gone.map((name) => [name, t("flags.gone", { variant: shortened(name, 40) })]), [SHARES, t("flags.shares")], [USUAL, t("flags.usual")]];
  const select = el("select", { "data-key": `${key}.gives`, change: () => put(chosen(select.value, names), true) }, options.map(([value, text]) => el("option", { value, selected: value === now }, text)));
  return el("div", { class: "flag-gives" }, el("label", { class: "field" }, el("span", {}, label), select), gives.sort === "shares" ? shares(names, gives, key, put) : null);
}

const chosen = (value, names) => (value === SHARES ? shared(evenly(names)) : value === USUAL ? usual : one(value));

/** The same share for each, the first one the more where it does not come out even. */
function evenly(names) {
  const each = Math.floor(100 / names.length);
  return names.map((name, at) => [name, at ? each : 100 - each * (names.length - 1)]);
}

function shares(names, gives, key, put) {
  const told = el("p", { class: "flag-sum", role: "status" });
  const known = new Map(gives.shares);
  const tell = () => (told.textContent = t(sum([...known]) === 100 ? "flags.sum" : "flags.sum.wrong", { sum: number(sum([...known]), 3) }));
  const field = (name) => {
    const input = el("input", { type: "number", min: 0, max: 100, step: "any", value: known.get(name) ?? 0, "data-key": `${key}.share.${name}` });
    input.addEventListener("input", () => {
      const share = input.value === "" ? NaN : Number(input.value);
      if (known.has(name) || share > 0) known.set(name, share);
      tell();
      put({ ...gives, shares: [...known] }, false);
    });
    return el("label", { class: "field" }, el("span", {}, t("flags.share", { variant: shortened(name, 40) })), input);
  };
  tell();
  const gone = gives.shares.map(([name]) => name).filter((name) => !names.includes(name));
  const tidy = gone.length ? el("button", { type: "button", class: "quiet small", click: () => put({ ...gives, shares: gives.shares.filter(([name]) => names.includes(name)) }, true) }, t("flags.gone.drop", { variant: gone.map((name) => shortened(name, 30)).join(", ") })) : null;
  return [el("div", { class: "flag-shares" }, names.map(field)), told, tidy, el("button", { type: "button", class: "quiet small", "data-key": `${key}.even`, click: () => put({ ...gives, shares: evenly(names) }, true) }, t("flags.even"))];
}
