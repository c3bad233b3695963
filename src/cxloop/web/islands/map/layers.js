// A layered layout: which steps and transitions are drawn, in which rows, and where the lines run.
//
// After Sugiyama: a trunk grows from where journeys start, the other transitions follow from the most travelled down, and
// one that would close a circle is drawn as a way back; steps go into the row after their latest forerunner; rows are ordered by the middle of their neighbours.

/**
 * The strongest steps and transitions, with the strongest way into and out of every step that is shown, and what is
 * `wanted` besides: {step} or {edge}.
 */
export function strongest(paths, stepCount, edgeCount, wanted = {}) {
  const asked = new Set([wanted.step, wanted.edge?.from, wanted.edge?.to]);
  const ranked = [...paths.steps].sort((a, b) => b.customers - a.customers);
  const steps = ranked.filter((row, at) => at < stepCount || asked.has(row.step));
  const shown = new Set(steps.map((row) => row.step));
  const all = paths.edges.filter((edge) => shown.has(edge.from) && shown.has(edge.to)).sort((a, b) => b.customers - a.customers || b.count - a.count);
  const isAsked = (edge) => edge.from === wanted.edge?.from && edge.to === wanted.edge?.to;
  const kept = new Set(all.filter((edge, at) => at < edgeCount || isAsked(edge)));
  for (const end of ["from", "to"]) {
    const seen = new Set([...kept].filter((edge) => edge.from !== edge.to).map((edge) => edge[end]));
    for (const edge of all) {
      if (edge.from !== edge.to && !seen.has(edge[end])) kept.add(edge), seen.add(edge[end]);
    }
  }
  return { steps, edges: all.filter((edge) => kept.has(edge)), possible: all.length };
}

/** Positions of all steps and the bends of all transitions; sizes in pixels. */
export function layout(steps, edges, { width, height, gapX, gapY }) {
  const forward = acyclic(steps, edges);
  const row = rows(steps, edges.filter((edge) => forward.has(edge)));
  const lanes = new Map();
  const grid = steps.reduce((all, { step }) => (place(all, row.get(step), { key: step, width }), all), []);
  for (const edge of edges) {
    if (edge.from === edge.to) continue;
    const [top, bottom] = row.get(edge.from) <= row.get(edge.to) ? [edge.from, edge.to] : [edge.to, edge.from];
    const chain = [top];
    for (let level = row.get(top) + 1; level < row.get(bottom); level += 1) {
      const bend = { key: `\u0000${lanes.size}:${level}`, width: 18 };
      place(grid, level, bend);
      chain.push(bend.key);
    }
    chain.push(bottom);
    lanes.set(edge, { chain, weight: edge.customers, flipped: top !== edge.from });
  }
  const links = [...lanes.values()].flatMap(({ chain, weight }) => chain.slice(1).map((key, at) => ({ a: chain[at], b: key, weight })));
  const near = neighbours(links);
  order(grid, near, links);
  const x = across(grid, near, gapX);
  const centre = new Map();
  grid.forEach((level, at) => level.forEach(({ key }) => centre.set(key, { x: x.get(key), y: at * (height + gapY) + height / 2 })));
  const bends = new Map([...lanes].map(([edge, { chain, flipped }]) => [edge, { points: (flipped ? [...chain].reverse() : chain).map((key) => centre.get(key)), back: !forward.has(edge) }]));
  return { centre, bends, rows: grid.length };
}

const place = (grid, level, item) => ((grid[level] ??= []).push(item));

/** The transitions that lead onwards. */
function acyclic(steps, edges) {
  const after = new Map(steps.map(({ step }) => [step, new Set()]));
  const reaches = (from, to) => {
    const seen = new Set([from]);
    const open = [from];
    while (open.length) {
      const key = open.pop();
      if (key === to) return true;
      for (const next of after.get(key)) if (!seen.has(next)) seen.add(next), open.push(next);
    }
    return false;
  };
  const forward = new Set();
  const take = (edge) => {
    if (forward.has(edge) || edge.from === edge.to || reaches(edge.to, edge.from)) return;
    after.get(edge.from).add(edge.to);
    forward.add(edge);
  };
  const strongestFirst = [...edges].sort((a, b) => b.customers - a.customers);
  trunk(steps, strongestFirst).forEach(take);
  strongestFirst.forEach(take);
  return forward;
}

/** From where journeys start, always the strongest transition to a step not yet reached: what leads there leads onwards. */
function trunk(steps, strongestFirst) {
  const most = Math.max(...steps.map((row) => row.starts ?? 0));
  const reached = new Set(steps.filter((row) => (row.starts ?? 0) >= most / 4).map((row) => row.step));
  const chosen = [];
  for (let next = true; next; ) {
    next = strongestFirst.find((edge) => reached.has(edge.from) && !reached.has(edge.to));
    if (next) reached.add(next.to), chosen.push(next);
  }
  return chosen;
}

function rows(steps, edges) {
  const row = new Map(steps.map(({ step }) => [step, 0]));
  for (let pass = 0, moved = true; moved && pass <= steps.length; pass += 1) {
    moved = false;
    for (const { from, to } of edges) {
      if (row.get(to) <= row.get(from)) row.set(to, row.get(from) + 1), (moved = true);
    }
  }
  return row;
}

function neighbours(links) {
  const near = new Map();
  const add = (key, side, other, weight) => {
    if (!near.has(key)) near.set(key, { up: [], down: [] });
    near.get(key)[side].push({ other, weight });
  };
  for (const { a, b, weight } of links) add(a, "down", b, weight), add(b, "up", a, weight);
  return near;
}

function order(grid, near, links) {
  const at = new Map();
  const number = () => grid.forEach((level) => level.forEach(({ key }, index) => at.set(key, index)));
  const sweep = (side) => (level) => {
    const middle = new Map(level.map(({ key }) => [key, mean(near.get(key)?.[side] ?? [], (other) => at.get(other)) ?? at.get(key)]));
    level.sort((a, b) => middle.get(a.key) - middle.get(b.key));
    level.forEach(({ key }, index) => at.set(key, index));
  };
  number();
  let best = grid.map((level) => [...level]);
  let least = crossings(grid, links, at);
  for (let round = 0; round < 12 && least > 0; round += 1) {
    if (round % 2 === 0) grid.forEach(sweep("up"));
    else [...grid].reverse().forEach(sweep("down"));
    const count = crossings(grid, links, at);
    if (count < least) (least = count), (best = grid.map((level) => [...level]));
  }
  best.forEach((level, index) => (grid[index] = level));
}

function crossings(grid, links, at) {
  const level = new Map(grid.flatMap((items, index) => items.map(({ key }) => [key, index])));
  const byLevel = Map.groupBy(links, ({ a }) => level.get(a));
  let count = 0;
  for (const group of byLevel.values()) {
    for (let i = 0; i < group.length; i += 1) {
      for (let j = i + 1; j < group.length; j += 1) {
        if ((at.get(group[i].a) - at.get(group[j].a)) * (at.get(group[i].b) - at.get(group[j].b)) < 0) count += 1;
      }
    }
  }
  return count;
}

const mean = (list, value) => {
  const total = list.reduce((sum, { weight }) => sum + weight + 1, 0);
  return total === 0 ? null : list.reduce((sum, { other, weight }) => sum + (weight + 1) * value(other), 0) / total;
};

/** Where each item stands in its row: near its neighbours, never closer to the next than the gap. */
function across(grid, near, gap) {
  const x = new Map();
  for (const level of grid) {
    let edge = 0;
    for (const { key, width } of level) x.set(key, edge + width / 2), (edge += width + gap);
    for (const { key } of level) x.set(key, x.get(key) - edge / 2);
  }
  for (let round = 0; round < 10; round += 1) {
    const sides = round % 2 === 0 ? ["up"] : ["down"];
    for (const level of round % 2 === 0 ? grid : [...grid].reverse()) {
      const wish = level.map(({ key }) => mean(sides.flatMap((side) => near.get(key)?.[side] ?? []), (other) => x.get(other)) ?? x.get(key));
      spread(level, wish, gap).forEach((value, index) => x.set(level[index].key, value));
    }
  }
  const left = Math.min(...grid.flatMap((level) => level.map(({ key, width }) => x.get(key) - width / 2)));
  for (const key of x.keys()) x.set(key, x.get(key) - left);
  return x;
}

/** The wishes, moved apart as little as it takes: the middle between pushing to the right and pushing to the left. */
function spread(level, wish, gap) {
  const apart = (index) => (level[index].width + level[index + 1].width) / 2 + (level[index].width + level[index + 1].width < 2 * gap + 40 ? gap / 3 : gap);
  const right = [...wish];
  for (let i = 1; i < right.length; i += 1) right[i] = Math.max(right[i], right[i - 1] + apart(i - 1));
  const left = [...wish];
  for (let i = left.length - 2; i >= 0; i -= 1) left[i] = Math.min(left[i], left[i + 1] - apart(i));
  return right.map((value, index) => (value + left[index]) / 2);
}
