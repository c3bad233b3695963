// Elements made by hand: no markup is ever built from text.
const SVG = "http://www.w3.org/2000/svg";

/** An element with these attributes (properties where they are functions) and children; false and null are left out. */
export function draw(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export const drawing = (name, attributes, ...children) => filled(document.createElementNS(SVG, name), attributes, children);

function filled(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== false && child !== undefined));
  return element;
}

const dot = (x) => drawing("circle", { cx: x, cy: 9.5, r: 1.25, fill: "currentColor" });

/** A face from -2, very sad, to 2, very happy. */
export function face(mood) {
  const bend = mood * Math.abs(mood) * 0.6 + mood * 0.3; // the ends further apart than the steps between
  const corner = 15.5 - bend * 0.4, middle = 15.5 + bend * 1.6;
  return picture(drawing("circle", { cx: 12, cy: 12, r: 10 }), dot(8.6), dot(15.4), drawing("path", { d: `M7.6 ${corner}Q12 ${middle} 16.4 ${corner}` }));
}

export function thumb(up) {
  const hand = drawing("path", { d: "M7 10.5v10H3.5v-10zM7 11l4-8c1.7 0 2.6 1.2 2.3 2.8L12.6 9h6c1.3 0 2.2 1.2 1.9 2.4l-1.7 7.2a2.4 2.4 0 0 1-2.3 1.9H7" });
  return picture(drawing("g", up ? {} : { transform: "rotate(180 12 12)" }, hand));
}

const picture = (...parts) =>
  drawing("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", fill: "none", stroke: "currentColor", "stroke-width": 1.6, "stroke-linecap": "round", "stroke-linejoin": "round" }, ...parts);
