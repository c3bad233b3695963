// How an element is described: tag, role, accessible name, id. Never what somebody typed into it.
export const FIELDS = "input,select,textarea";
export const CLICKABLE = FIELDS + ",a,button,summary,[role=button],[role=link],[role=tab],[role^=menuitem],[role=checkbox],[role=switch]";

const byId = (ids) => ids?.split(/\s+/).map((id) => document.getElementById(id)?.textContent).join(" ");

/** An attribute that says something; properties of a form may be hidden by its fields. */
const said = (element, name) => element.getAttribute(name) || undefined;

/** text: whether what stands inside the element is a name, as with buttons and links. */
function nameOf(element, text) {
  if (element.closest("[data-cxloop-mask],[contenteditable]")) return;
  const field = element.matches(FIELDS);
  const inside = text && !field ? element.textContent.trim() || element.querySelector("[alt]")?.alt : "";
  const name = said(element, "aria-label") || byId(said(element, "aria-labelledby")) || element.labels?.[0]?.textContent || inside || said(element, "alt") || said(element, "title") || said(element, "placeholder") || (field && said(element, "name")) || "";
  return name.replace(/\s+/g, " ").trim().slice(0, 80) || undefined;
}

export const about = (element, text) => ({
  tag: element.localName,
  role: said(element, "role"),
  name: nameOf(element, text),
  id: said(element, "id"),
  to: element.pathname || undefined,
});

export const formName = (form) => said(form, "aria-label") || said(form, "name") || said(form, "id");
