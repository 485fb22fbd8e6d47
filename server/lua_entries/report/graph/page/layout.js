// Places nodes in a box for each namespace, callers left of what they call. The same graph always gives the same picture.
const ROW = 19, HEAD = 25, PAD = 9, GAP_X = 74, GAP_Y = 20, MOST_ROWS = 22;
const sum = (items, value) => items.reduce((total, item) => total + value(item), 0);

// `boxes` have members, a title, and the widths that their texts need; `shape` is the window's width / height.
// Adds x, y, w, h to the boxes and returns the rectangles of the nodes, and where the boxes without links begin.
function layout(boxes, edges, shape) {
  const home = new Map();
  for (const box of boxes) {
    const columns = Math.ceil(box.members.length / MOST_ROWS);
    box.rows = Math.ceil(box.members.length / columns);
    box.cell = Math.max(box.widest + 30, (box.titleWidth + 8) / columns);
    Object.assign(box, { w: columns * box.cell + 2 * PAD, h: HEAD + box.rows * ROW + PAD, before: new Map(), after: new Map() });
    for (const node of box.members) home.set(node, box);
  }
  for (const edge of edges) {
    const from = home.get(edge.from), to = home.get(edge.to);
    if (!from || !to || from === to) continue;
    from.after.set(to, (from.after.get(to) || 0) + 1);
    to.before.set(from, (to.before.get(from) || 0) + 1);
  }
  const linked = boxes.filter((box) => box.before.size + box.after.size);
  const bottom = inColumns(ordered(layered(linked)), shape);
  const shelf = linked.length ? bottom + 70 : 0;
  const width = Math.max(...linked.map((box) => box.x + box.w), Math.sqrt(sum(boxes, (box) => box.w * box.h) * shape));
  shelve(boxes.filter((box) => !linked.includes(box)), shelf, width);
  const places = new Map();
  for (const box of boxes) box.members.forEach((node, at) => places.set(node, {
    box, w: box.cell - 4, h: ROW - 2,
    x: box.x + PAD + Math.floor(at / box.rows) * box.cell, y: box.y + HEAD + (at % box.rows) * ROW,
  }));
  return { places, shelf: linked.length && linked.length < boxes.length ? shelf : null };
}

// Each box right of all that need it; cycles are cut where the fewest references are lost.
function layered(boxes) {
  const left = new Set(boxes), head = [], tail = [];
  const weight = (links) => sum([...links], ([box, count]) => left.has(box) ? count : 0);
  while (left.size) {
    let best = null, most = -Infinity;
    for (const box of left) {
      const needs = weight(box.after), needed = weight(box.before);
      const score = needs === 0 ? 1e9 : needed === 0 ? 1e8 : needs - needed;
      if (score > most) [best, most] = [box, score];
    }
    (most === 1e9 ? tail : head).push(best);
    left.delete(best);
  }
  const line = [...head, ...tail.reverse()], at = new Map(line.map((box, position) => [box, position]));
  for (const box of line) {
    const earlier = [...box.before.keys()].filter((other) => at.get(other) < at.get(box));
    box.layer = Math.max(0, ...earlier.map((other) => other.layer + 1));
  }
  for (const box of line.reverse()) { // then as near to what it needs as can be
    const later = [...box.after.keys()].filter((other) => at.get(other) > at.get(box));
    if (later.length) box.layer = Math.max(box.layer, Math.min(...later.map((other) => other.layer)) - 1);
  }
  const layers = [];
  for (const box of boxes) (layers[box.layer] = layers[box.layer] || []).push(box);
  return layers.filter(Boolean);
}

// Boxes of a layer beside what they are linked to, so that fewer lines cross.
function ordered(layers) {
  const settle = (layer) => layer.forEach((box, at) => { box.at = (at + 0.5) / layer.length; });
  layers.forEach(settle);
  for (let round = 0; round < 8; round++) {
    for (const layer of round % 2 ? [...layers].reverse() : layers) {
      for (const box of layer) {
        const links = [...box.before, ...box.after];
        box.wish = sum(links, ([other, count]) => other.at * count) / sum(links, ([, count]) => count);
      }
      layer.sort((a, b) => a.wish - b.wish || (a.title < b.title ? -1 : 1));
      settle(layer);
    }
  }
  return layers;
}

// A column for each layer, or several where it is high; the lowest height at which all of them fit the window's shape.
function inColumns(layers, shape) {
  const boxes = layers.flat(), limit = sum(boxes, (box) => box.h + GAP_Y);
  let height = Math.max(200, ...boxes.map((box) => box.h)), columns = [];
  for (; ; height *= 1.12) {
    columns = layers.flatMap((layer) => cut(layer, height));
    if (height > limit || sum(columns, (column) => column.w + GAP_X) <= height * shape) break;
  }
  const highest = Math.max(0, ...columns.map((column) => column.h));
  let x = 0;
  for (const column of columns) {
    let y = (highest - column.h) / 2;
    for (const box of column.boxes) {
      box.x = x + (column.w - box.w) / 2;
      box.y = y;
      y += box.h + GAP_Y;
    }
    x += column.w + GAP_X;
  }
  return highest;
}

function cut(layer, height) {
  const columns = [];
  let column = null;
  for (const box of layer) {
    if (!column || column.h + GAP_Y + box.h > height) columns.push(column = { boxes: [], w: 0, h: -GAP_Y });
    column.boxes.push(box);
    column.w = Math.max(column.w, box.w);
    column.h += GAP_Y + box.h;
  }
  return columns;
}

function shelve(boxes, top, width) {
  let x = 0, y = top, deep = 0;
  for (const box of boxes.sort((a, b) => b.h - a.h || (a.title < b.title ? -1 : 1))) {
    if (x && x + box.w > width) [x, y, deep] = [0, y + deep + GAP_Y, 0];
    [box.x, box.y] = [x, y];
    x += box.w + GAP_Y;
    deep = Math.max(deep, box.h);
  }
}
