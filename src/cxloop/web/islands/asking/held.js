// What is drawn anew while somebody's hands are on it.

const AGAIN_MS = 200;

/** Redraws, and gives the focus back to what is in the same place; a text that is being typed is left alone. */
export function held(form, draw) {
  const active = form.contains(document.activeElement) ? document.activeElement : null;
  const keyed = active?.closest("[data-key]");
  const key = form.contains(keyed) ? keyed.dataset.key : null;
  const alike = active && (active.name ? `[name="${CSS.escape(active.name)}"]` : [active.localName, ...active.classList].map((one) => CSS.escape(one)).join("."));
  const place = active ? [...form.querySelectorAll(alike)].indexOf(active) : -1;
  draw();
  if (active === null || active.isConnected) return;
  const again = key ? (form.querySelector(`[data-key="${CSS.escape(key)}"] button:not([disabled]), button[data-key="${CSS.escape(key)}"]:not([disabled])`) ?? form.querySelector("[data-key=filter] button")) : form.querySelectorAll(alike)[place];
  again?.focus({ preventScroll: true });
}

/**
 * Does it now, or once nobody chooses from a list or drags, and no typed text is left that is not taken: what is typed
 * would be gone, what is held let go.
 */
export function whenFree(form, then) {
  const active = document.activeElement;
  if (form.querySelector("[data-typed]:not(:focus)")) setTimeout(() => whenFree(form, then), AGAIN_MS);
  else if (form.matches(":active")) addEventListener("pointerup", () => setTimeout(() => whenFree(form, then)), { once: true });
  else if (active?.matches("[role=combobox][aria-expanded=true]")) active.addEventListener("blur", () => whenFree(form, then), { once: true });
  else then();
}
