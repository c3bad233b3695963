// The journey map as a drawing: steps as boxes, transitions as arrows, all of it reachable by keyboard.
import { el, shortened, svg } from "../core/dom.js";
import { number, people, short } from "../core/format.js";
import { t } from "../core/words.js";
import { layout } from "./layers.js";
import { stepText } from "../core/names.js";

const SMALL = { width: 158, height: 46, gapX: 34, gapY: 52, lines: 1, signs: 18 };
const LARGE = { width: 184, height: 62, gapX: 30, gapY: 50, lines: 2, signs: 21 };
const PAD = 46;

/**
 * Draws steps and edges into a scrolling frame. `pick({step} | {edge})` is called when one is chosen.
 * Returns {frame, has(what), choose(what), zoom}.
 */
export function drawMap(steps, edges, kind, pick, tone = () => "") {
  const BOX = steps.some(({ step }) => fitting(step, SMALL.signs) < Array.from(step).length) ? LARGE : SMALL;
  const { centre, bends, rows } = layout(steps, edges, BOX);
  const wide = Math.max(...[...centre.values()].map(({ x }) => x)) + BOX.width / 2 + 2 * PAD;
  const tall = rows * (BOX.height + BOX.gapY) - BOX.gapY + 2 * PAD;
  const most = Math.max(...edges.map((edge) => edge.customers), 1);
  const largest = Math.max(...steps.map((row) => row.customers), 1);
  const edgeNodes = new Map(edges.map((edge) => [edge, arrow(edge, bends.get(edge), { centre, most, pick, tone: tone(edge), size: BOX })]));
  const stepNodes = new Map(steps.map((row) => [row.step, box(row, centre.get(row.step), { largest, kind, pick, size: BOX })]));
  const drawing = svg("svg", { width: wide, height: tall, viewBox: `${-PAD} ${-PAD} ${wide} ${tall}`, role: "group", "aria-label": t("journeys.map") }, terminals(steps, centre, BOX), [...edgeNodes.values()], [...stepNodes.values()]);
  const frame = el("div", { class: "map" }, drawing);
  roam(stepNodes, centre);
  const has = ({ step, edge }) => (edge ? edges.some((one) => one.from === edge.from && one.to === edge.to) : stepNodes.has(step));
  return { frame, has, choose: (what) => mark(frame, stepNodes, edgeNodes, what), zoom: zoomer(frame, drawing, wide, tall, centre.get(start(steps)).x + PAD) };
}

function box(row, at, { largest, kind, pick, size }) {
  const { width, height } = size;
  const label = t("journeys.node.label", { step: shortened(stepText(row.step), 120), customers: people(row.customers, kind), count: number(row.count) });
  const lines = split(row.step, size);
  const picked = () => pick({ step: row.step });
  const keys = (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), picked());
  return svg(
    "g",
    { class: "node", role: "button", tabindex: -1, "aria-label": `${lines.join(" ")} ${number(row.customers)}`, "aria-description": label, "aria-pressed": "false", transform: `translate(${at.x - width / 2} ${at.y - height / 2})`, click: picked, keydown: keys },
    svg("rect", { class: "box", width, height, rx: 9 }),
    svg("rect", { class: "fill", width: Math.max(6, (width * row.customers) / largest), height, rx: 9 }),
    svg("svg", { width: width - 8, height }, lines.map((line, index) => [svg("text", { class: "label", x: 10, y: 20 + 16 * index }, line), " "]), svg("text", { class: "count", x: 10, y: height - 9 }, number(row.customers))),
  );
}

/** A name in as many lines as a box has, broken at a space where there is one. */
function split(name, { lines, signs }) {
  const whole = shortened(stepText(name), 120);
  const fits = fitting(whole, signs);
  const all = Array.from(whole);
  if (fits >= all.length) return [whole];
  if (lines === 1) return [shortened(whole, fits)];
  const space = all.slice(0, fits + 1).lastIndexOf(" ");
  const cut = space > fits / 3 ? space : fits;
  const rest = all.slice(cut).join("").trim();
  return [all.slice(0, cut).join(""), shortened(rest, fitting(rest, signs))];
}

/** How many signs fit: a Korean one is about as wide as two Latin ones. */
function fitting(text, room) {
  let count = 0;
  for (const sign of String(text).slice(0, 60)) {
    room -= /[\u1100-\u11ff\u3040-\u9fff\uac00-\ud7af\uff00-\uffef]|\p{Extended_Pictographic}/u.test(sign) ? 1.75 : 1;
    if (room < 0) return Math.max(1, count - 1);
    count += 1;
  }
  return Math.max(count, 1);
}

function arrow(edge, bend, { centre, most, pick, tone, size: box }) {
  const width = 1.2 + 8 * Math.sqrt(edge.customers / most) ** 1.4;
  const { line, tip, middle } = edge.from === edge.to ? loop(centre.get(edge.from), box) : curve(bend.points, width, box);
  const size = 5 + width * 0.9;
  return svg(
    "g",
    { class: `edge ${bend?.back || edge.from === edge.to ? "back" : ""} ${tone}`, "aria-hidden": "true", click: () => pick({ edge }) },
    svg("path", { class: "line", d: line, "stroke-width": width.toFixed(1) }),
    svg("polygon", { points: `0,0 ${-size},${-size * 0.62} ${-size},${size * 0.62}`, transform: `translate(${tip.x} ${tip.y}) rotate(${tip.angle})` }),
    svg("text", { x: middle.x + 5, y: middle.y + 3 }, short(edge.customers)),
    svg("path", { class: "hit", d: line }),
  );
}

/** A smooth line through the bends, from the border of one box to the border of another. */
function curve(points, width, box) {
  const down = points.at(-1).y > points[0].y;
  const half = box.height / 2;
  const sign = down ? 1 : -1;
  const shift = down ? 0 : 14;
  const head = 4 + width * 0.9;
  const ends = points.map((point, at) => ({ x: point.x + shift, y: point.y + (at === 0 ? sign * half : at === points.length - 1 ? -sign * (half + head) : 0) }));
  let line = `M${ends[0].x.toFixed(1)} ${ends[0].y.toFixed(1)}`;
  for (let i = 1; i < ends.length; i += 1) {
    const [a, b] = [ends[i - 1], ends[i]];
    const reach = (b.y - a.y) * 0.5;
    line += `C${a.x.toFixed(1)} ${(a.y + reach).toFixed(1)} ${b.x.toFixed(1)} ${(b.y - reach).toFixed(1)} ${b.x.toFixed(1)} ${b.y.toFixed(1)}`;
  }
  const last = ends.at(-1);
  line += `l0 ${sign}`;
  const at = Math.max(1, Math.floor(ends.length / 2));
  const middle = { x: (ends[at - 1].x + ends[at].x) / 2, y: (ends[at - 1].y + ends[at].y) / 2 };
  return { line, tip: { x: last.x, y: last.y + sign * head, angle: down ? 90 : -90 }, middle };
}

function loop({ x, y }, box) {
  const right = x + box.width / 2;
  return {
    line: `M${right} ${y - 10}C${right + 34} ${y - 26} ${right + 34} ${y + 26} ${right + 7} ${y + 10}`,
    tip: { x: right, y: y + 8, angle: 205 },
    middle: { x: right + 22, y },
  };
}

/** Dots over the steps that many journeys start with, and under those that many end with. */
function terminals(steps, centre, box) {
  const dots = [];
  for (const row of steps) {
    const { x, y } = centre.get(row.step);
    const left = x - box.width / 2;
    if ((row.start_share ?? 0) >= 0.03) dots.push(terminal(left + 14, y - box.height / 2 - 9, `${t("word.start")} ${short(row.starts)}`));
    if ((row.end_share ?? 0) >= 0.03) dots.push(terminal(left + 14, y + box.height / 2 + 9, `${t("word.end")} ${short(row.ends)}`));
  }
  return dots;
}

const terminal = (x, y, text) => svg("g", { class: "terminal", "aria-hidden": "true" }, svg("circle", { cx: x, cy: y, r: 3.5 }), svg("text", { x: x + 8, y: y + 4 }, text));

/** One stop for the Tab key; arrow keys go to the nearest step in that direction. */
function roam(nodes, centre) {
  const [first] = nodes.values();
  first?.setAttribute("tabindex", "0");
  const directions = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  for (const [step, node] of nodes) {
    node.addEventListener("keydown", (event) => {
      const direction = directions[event.key];
      if (!direction) return;
      event.preventDefault();
      const next = nearest(step, direction, centre, nodes);
      if (next === null) return;
      for (const other of nodes.values()) other.setAttribute("tabindex", "-1");
      nodes.get(next).setAttribute("tabindex", "0");
      nodes.get(next).focus();
    });
  }
}

function nearest(step, [dx, dy], centre, nodes) {
  const here = centre.get(step);
  let best = null;
  let least = Infinity;
  for (const other of nodes.keys()) {
    const { x, y } = centre.get(other);
    const along = (x - here.x) * dx + (y - here.y) * dy;
    const aside = Math.abs((x - here.x) * dy) + Math.abs((y - here.y) * dx);
    if (along > 1 && along + 2 * aside < least) (least = along + 2 * aside), (best = other);
  }
  return best;
}

function mark(frame, stepNodes, edgeNodes, { step = null, edge = null }) {
  const same = (one) => edge !== null && one.from === edge.from && one.to === edge.to;
  frame.classList.toggle("choosing", step !== null || edge !== null);
  for (const [name, node] of stepNodes) {
    const chosen = name === step || (edge !== null && (name === edge.from || name === edge.to));
    node.classList.toggle("chosen", chosen);
    node.setAttribute("aria-pressed", String(name === step));
  }
  for (const [one, node] of edgeNodes) {
    node.classList.toggle("chosen", same(one));
    node.classList.toggle("near", step !== null && (one.from === step || one.to === step));
  }
  const seen = stepNodes.get(step ?? edge?.to);
  if (seen) reveal(frame, seen);
}

/** Scrolls the frame, and only the frame, so far that a node is in it. */
function reveal(frame, node) {
  const [outer, inner] = [frame.getBoundingClientRect(), node.getBoundingClientRect()];
  const fits = inner.top >= outer.top && inner.bottom <= outer.bottom && inner.left >= outer.left && inner.right <= outer.right;
  if (!fits) frame.scrollBy(inner.left + inner.width / 2 - outer.left - outer.width / 2, inner.top - outer.top - outer.height / 2);
}

/** The step most journeys start with: what a narrow screen shows first. */
const start = (steps) => steps.reduce((most, row) => ((row.starts ?? 0) > (most.starts ?? 0) ? row : most), steps[0])?.step;

function zoomer(frame, drawing, wide, tall, first) {
  let scale = 1;
  const apply = () => {
    drawing.setAttribute("width", Math.round(wide * scale));
    drawing.setAttribute("height", Math.round(tall * scale));
  };
  return {
    by: (factor) => ((scale = Math.min(2.5, Math.max(0.25, scale * factor))), apply()),
    fit: (least = 0.72) => {
      scale = Math.min(1, Math.max(least, (frame.clientWidth - 4) / wide));
      apply();
      frame.scrollTo(first * scale - frame.clientWidth / 2, 0);
    },
  };
}
