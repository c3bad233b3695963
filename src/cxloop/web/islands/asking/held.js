// What is drawn anew while somebody's hands are on it.

const AGAIN_MS = 200;
export const REFUSED = "refused";
const TYPED = "textarea, input:not([role=combobox], [type=checkbox], [type=radio], [type=button])";

/** Redraws, and gives the focus back to what is in the same place; a text that is being typed is left alone. */
export function held(form, draw) {
  const active = form.contains(document.activeElement) ? document.activeElement : null;
  const keyed = active?.closest("[data-key]");
  const key = form.contains(keyed) ? keyed.dataset.key : null;
  const alike = active && (active.name ? `[name="${CSS.escape(active.name)}"]` : [active.localName, ...active.classList].map((one) => CSS.escape(one)).join("."));
  const place = active ? [...form.querySelectorAll(alike)].indexOf(active) : -1;
  refusedKept(form, draw);
  if (active === null || active.isConnected) return;
  const again = key ? (form.querySelector(`[data-key="${CSS.escape(key)}"] button:not([disabled]), button[data-key="${CSS.escape(key)}"]:not([disabled])`) ?? form.querySelector("[data-key=filter] button")) : form.querySelectorAll(alike)[place];
  again?.focus({ preventScroll: true });
}

/** Redraws; a text that was refused stands where it stood, and is still said to be none. */
export function refusedKept(form, draw) {
  const refused = [...form.querySelectorAll("[role=combobox][data-typed][aria-invalid=true]")].map((one) => [one, one.value]);
  draw();
  for (const [one, detail] of refused) {
    const again = one.isConnected ? null : form.querySelector(`[role=combobox][aria-label="${CSS.escape(one.ariaLabel)}"][data-value="${CSS.escape(one.dataset.value)}"]`);
    again?.dispatchEvent(new CustomEvent(REFUSED, { detail }));
  }
}

/**
 * Does it now, or once nobody types, chooses from a list or drags, and no typed text is left that is not taken: what is
 * typed would be gone, what is held let go. but: selects the texts that do not count.
 */
export function whenFree(form, then, but = ":not(*)") {
  const again = () => whenFree(form, then, but);
  const active = form.contains(document.activeElement) ? document.activeElement : null;
  const busy = active?.matches("[role=combobox][aria-expanded=true]") || (active?.matches(TYPED) && active.value !== active.defaultValue);
  if (form.matches(":active")) addEventListener("pointerup", () => setTimeout(again), { once: true });
  else if (busy || form.querySelector(`[data-typed]:not(:focus, ${but})`)) setTimeout(again, AGAIN_MS);
  else then();
}
