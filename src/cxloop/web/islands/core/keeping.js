// Nodes that follow their data without a new start: what is the same stays, and what is in somebody's hands waits.

const known = new WeakMap();
let waiting = false;

/**
 * Makes the children of `parent` what they should be. items: {key, told?, make, inner?}: the node that `make` gives stays
 * for as long as `told` is the same, and `inner(node)` brings what is inside it up to date. Children of the parent's own come
 * first. A node in which somebody writes, or has opened a form, is left as it is; see `takeWaiting`.
 */
export function keep(parent, items) {
  const old = new Map([...parent.children].filter((one) => known.has(one)).map((one) => [known.get(one).key, one]));
  const wanted = items.flat(2).filter(Boolean).map((item) => current(item, old.get(item.key)));
  for (const one of old.values()) if (!wanted.includes(one) && one.parentNode === parent) inHands(one) ? (waiting = true) : one.remove();
  arrange(parent, wanted);
  return parent;
}

/** Whether something has waited for a hand to let go; asked once, it waits no longer. */
export function takeWaiting() {
  const was = waiting;
  waiting = false;
  return was;
}

function current({ key, told = null, make, inner = null }, node) {
  const said = JSON.stringify(told);
  if (!node || known.get(node).said !== said) {
    if (node && inHands(node)) waiting = true;
    else {
      const made = make();
      known.set(made, { key, said });
      if (node) replace(node, made);
      node = made;
    }
  }
  inner?.(node);
  return node;
}

/** Only what is not in its place is moved, and never what has the focus. */
function arrange(parent, wanted) {
  const now = [...parent.children].filter((one) => wanted.includes(one));
  if (now.length === wanted.length && now.every((one, at) => one === wanted[at])) return;
  const anchor = now.find((one) => one.contains(document.activeElement)) ?? null;
  let before = anchor !== null;
  for (const one of wanted) {
    if (one === anchor) before = false;
    else if (before) anchor.before(one);
    else parent.append(one);
  }
}

const FOCUSABLE = "a[href], button, input, select, textarea, summary";

/** What had the focus, or was open, has the same place in the new node. */
function replace(node, made) {
  const at = node.contains(document.activeElement) ? [node, ...node.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement) : -1;
  const folds = (whole) => [whole, ...whole.querySelectorAll("details")].filter((one) => one.matches("details"));
  const open = folds(node).map((one) => one.open);
  node.replaceWith(made);
  folds(made).forEach((one, place) => (one.open = open[place] ?? false));
  if (at >= 0) [made, ...made.querySelectorAll(FOCUSABLE)][at]?.focus({ preventScroll: true });
}

const changed = (field) => (field.matches("select") ? [...field.options].some((one) => one.selected !== one.defaultSelected && (one.defaultSelected || field.selectedIndex > 0)) : field.defaultValue !== undefined && field.value !== field.defaultValue);

/** Whether somebody writes in a node, has a form open in it, or drags it. */
function inHands(node) {
  const active = document.activeElement;
  if (node.matches(".dragging") || node.querySelector(".dragging, details[open] form")) return true;
  if (node.contains(active) && active.matches("input, select, textarea")) return true;
  return [...node.querySelectorAll("input, select, textarea")].some(changed);
}
