// What is typed into a form survives a reload and a lost session: it is kept in this tab until it is sent. What is no form,
// as a row of a table that is edited in place, bears `data-draft` as well.
const { workspace } = document.documentElement.dataset;
const PREFIX = `cxloop.draft.${workspace}:`;
const NEVER = "[type=checkbox], [type=password], [type=file], [type=hidden], [data-private]";
const restored = new WeakSet();

/** Where a form is: its page, what it does, and the card it stands on. */
const keyOf = (form) => `${PREFIX}${location.pathname}:${form.dataset.draft}:${form.closest("[data-card]")?.dataset.card ?? ""}`;
const fields = (form) => [...(form.elements ?? form.querySelectorAll("input, textarea, select"))].filter((one) => one.name && one.matches("input, textarea, select") && !one.matches(NEVER));

function typed(form) {
  return Object.fromEntries(fields(form).filter((one) => (one.matches("select") ? ![...one.options].some((option) => option.selected && option.defaultSelected) && one.selectedIndex > 0 : one.value !== one.defaultValue)).map((one) => [one.name, one.value]));
}

/** Where the tab may keep nothing, the form still works. */
function kept(work) {
  try {
    return work(sessionStorage);
  } catch {
    return null;
  }
}

/** Keeps what is typed and not sent, as it is now; where nothing is left, nothing is kept. */
export function keep(form) {
  const found = typed(form);
  kept((store) => (Object.keys(found).length ? store.setItem(keyOf(form), JSON.stringify(found)) : store.removeItem(keyOf(form))));
}

/** What a field falls back to is from now on this value, which has been saved; other values count as typed. */
export function settle(field, value) {
  if (field.matches("select")) for (const option of field.options) option.defaultSelected = option.value === value;
  else field.defaultValue = value;
}

function restore(form) {
  if (restored.has(form)) return;
  restored.add(form);
  const key = keyOf(form);
  form.addEventListener("written", () => kept((store) => store.removeItem(key))); // by then it may be off the page
  const found = kept((store) => JSON.parse(store.getItem(key) ?? "null"));
  if (!found) return;
  for (const one of fields(form)) if (typeof found[one.name] === "string") (one.value = found[one.name]), one.dispatchEvent(new CustomEvent("restored"));
  form.dispatchEvent(new CustomEvent("restored"));
  for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

const all = (root) => [...(root.matches?.("[data-draft]") ? [root] : []), ...(root.querySelectorAll?.("[data-draft]") ?? [])].forEach(restore);
new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach(all))).observe(document.body, { childList: true, subtree: true });
all(document.body);
for (const event of ["input", "change"]) document.addEventListener(event, ({ target }) => (target.closest("[data-draft]") ? keep(target.closest("[data-draft]")) : null));
/** Who signs out leaves nothing to the next one. */
document.addEventListener("submit", ({ target }) => target.getAttribute("action") === "/sign-out" && kept((store) => Object.keys(store).filter((key) => key.startsWith("cxloop.draft.")).forEach((key) => store.removeItem(key))), true);
