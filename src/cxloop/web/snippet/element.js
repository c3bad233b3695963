// How an element is described: tag, role, accessible name, id. Never what somebody typed into it.
export const FIELDS = "input,select,textarea";
export const CLICKABLE = FIELDS + ",a,button,summary,[role=button],[role=link],[role=tab],[role^=menuitem],[role=checkbox],[role=switch]";

const byId = (ids) => ids?.split(/\s+/).map((id) => document.getElementById(id)?.textContent).join(" ");

/** text: whether what stands inside the element is a name, as with buttons and links. */
function nameOf(element, text) {
  if (element.closest("[data-cxloop-mask],[contenteditable]")) return;
  const field = element.matches(FIELDS);
  const inside = text && !field && (element.textContent.trim() || element.querySelector("[alt]")?.alt);
  const said = element.getAttribute("aria-label") || byId(element.getAttribute("aria-labelledby")) || element.labels?.[0]?.textContent || element.alt || inside || element.title || (field && (element.placeholder || element.name));
  return said?.replace(/\s+/g, " ").trim().slice(0, 80) || undefined;
}

export const about = (element, text) => ({
  tag: element.localName,
  role: element.getAttribute("role") ?? undefined,
  name: nameOf(element, text),
  id: element.id || undefined,
  to: element.pathname || undefined,
});

export const formName = (form) => form.getAttribute("aria-label") || form.getAttribute("name") || form.id || undefined;
