// Elements from plain values. Text only ever becomes a text node, so that a name can never become markup.
const SVG = "http://www.w3.org/2000/svg";

/** An HTML element; children are nodes, texts, numbers or lists of them. */
export const el = (tag, attributes = {}, ...children) => built(document.createElement(tag), attributes, children);

/** An SVG element. */
export const svg = (tag, attributes = {}, ...children) => built(document.createElementNS(SVG, tag), attributes, children);

function built(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else if (name === "width%") node.style.setProperty("width", `${value}%`);
    else if (name === "height%") node.style.setProperty("height", `${value}%`);
    else if (name === "colour") node.style.setProperty(node.namespaceURI === SVG ? "fill" : "background", value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(4).filter((child) => child !== null && child !== undefined && child !== false).map(textual));
  return node;
}

const textual = (child) => (child instanceof Node ? child : String(child));

/** At most `most` characters of a name, composed so that no syllable is cut; signs that draw nothing become visible. */
export function shortened(text, most = 90) {
  const plain = String(text).toWellFormed().normalize("NFC").replace(/[\u0000-\u001f\u007f-\u009f]/g, "\u00b7");
  const signs = Array.from(plain.slice(0, most * 4));
  const kept = signs.length > most || plain.length > most * 4 ? `${signs.slice(0, most).join("")}…` : plain;
  return kept.trim() === "" ? "\u2423" : kept;
}

/** A name that came with the data, kept from turning the text around it. */
export function nameOf(text, most = 90) {
  const whole = String(text).normalize("NFC");
  const short = shortened(whole, most);
  return el("bdi", { class: "name", title: short === whole ? null : shortened(whole, 600) }, short);
}

export const part = (name, root = document) => root.querySelector(`[data-part="${name}"]`);

export function fill(node, ...children) {
  node.replaceChildren(...children.flat(4).filter(Boolean));
  return node;
}
