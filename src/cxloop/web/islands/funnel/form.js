// The form of a funnel: its steps, each with the time it may take after the one before.
import { el, part } from "../core/dom.js";
import { plain, put } from "../core/question.js";
import { t } from "../core/words.js";

const WINDOWS = ["10m", "1h", "1d", "3d", "7d", "30d"];
const list = part("steps");

function stepField(value = "", window = "") {
  const input = el("input", { name: "step", list: "known-steps", autocomplete: "off", value });
  const known = WINDOWS.includes(window) || window === "" ? WINDOWS : [...WINDOWS, window];
  const select = el("select", { name: "step_window" }, el("option", { value: "" }, t("form.any_time")), known.map((one) => el("option", { value: one, selected: one === window }, t("form.within", { window: WINDOWS.includes(one) ? t(`window.${one}`) : one }))));
  const remove = () => (list.children.length > 2 ? item.remove() : (input.value = ""), number());
  const item = el("li", {}, input, select, el("button", { type: "button", class: "quiet", click: remove }, "×"));
  list.append(item);
  number();
  return input;
}

/** Names the fields by their place; the first step has nothing before it, and steps in any order no windows of their own. */
function number() {
  const any = part("question").elements.namedItem("order").value === "any";
  [...list.children].forEach((item, at) => {
    const [input, select, button] = item.children;
    input.setAttribute("aria-label", t("form.step", { number: at + 1 }));
    select.setAttribute("aria-label", t("form.step_window", { number: at + 1 }));
    select.title = t("form.step_window", { number: at + 1 });
    select.hidden = at === 0 || any;
    button.setAttribute("aria-label", t("form.remove", { number: at + 1 }));
  });
}

part("add-step").addEventListener("click", () => stepField().focus());
part("question").elements.namedItem("order").addEventListener("change", number);

/** The form as parameters: windows are named only where there is one, and then for every step after the first. */
export function read(form) {
  const query = plain(form);
  for (const name of ["step", "step_window"]) query.delete(name);
  const rows = [...list.children].map((item) => [item.children[0].value.trim(), item.children[1].value]).filter(([step]) => step);
  for (const [step] of rows) query.append("step", step);
  const windows = rows.slice(1).map(([, window]) => window || "any");
  if (form.elements.namedItem("order").value !== "any" && windows.some((window) => window !== "any")) windows.forEach((window) => query.append("step_window", window));
  return query;
}

export function write(form, query) {
  list.replaceChildren();
  const steps = query.getAll("step");
  const windows = ["", ...query.getAll("step_window").map((window) => (window === "any" ? "" : window))];
  for (let at = 0; at < Math.max(3, steps.length); at += 1) stepField(steps[at] ?? "", windows[at] ?? "");
  const rest = new URLSearchParams([...query].filter(([name]) => name !== "step" && name !== "step_window"));
  put(form, rest.has("window") ? rest : new URLSearchParams([...rest, ["window", "7d"]]));
  number();
}
