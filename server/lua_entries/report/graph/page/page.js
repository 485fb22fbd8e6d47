// The page itself. Everything from the project reaches it through text nodes and attributes, never as markup.
const PALETTE = ["#3b82f6", "#f59e0b", "#10b981", "#ef5da8", "#8b5cf6", "#06b6d4", "#e1623a", "#84a91b", "#c05ce0", "#2f8f6b",
  "#b08948", "#7a8cf0", "#d24d6c", "#4aa3a2"];
const LONGEST = 34, MANY_EDGES = 160, VERDICTS = ["found", "missing", "unknown"], GLYPHS = { missing: "✕", unknown: "?" };
const WHY = {
  missing: "Nothing declares this id, although its namespace is declared here, or it is no id at all.",
  unknown: "Nothing here declares this id; a module that is not unpacked, the host application or running code may.",
};

function make(namespace, tag, attributes, children) {
  const made = document.createElementNS(namespace, tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}
const svg = (tag, attributes = {}, ...children) => make("http://www.w3.org/2000/svg", tag, attributes, children);
const el = (tag, attributes = {}, ...children) => make("http://www.w3.org/1999/xhtml", tag, attributes, children);
function button(attributes, act, ...children) {
  const made = el("button", { type: "button", ...attributes }, ...children);
  made.addEventListener("click", act);
  return made;
}
const byId = (id) => document.getElementById(id);
const map = byId("map"), panel = byId("panel"), search = byId("search");

// --- the graph ---
const data = JSON.parse(byId("data").textContent);
const nodes = new Map(data.nodes.map((node) => [node.key, { ...node, out: [], in: [] }])), all = [...nodes.values()];
const edges = data.edges.map((edge) => ({ ...edge, from: nodes.get(edge.source), to: nodes.get(edge.target) }));
for (const edge of edges) {
  edge.from.out.push(edge);
  edge.to.in.push(edge);
}
const entries = all.filter((node) => node.status === "found");
const family = (node) => node.status === "found" ? (node.kind || "no kind").split(".")[0] : "";
const counts = new Map(), rootsOf = new Map();
for (const node of entries) counts.set(family(node), (counts.get(family(node)) || 0) + 1);
for (const node of all) rootsOf.set(node.namespace, (rootsOf.get(node.namespace) || new Set()).add(node.root));
const families = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
const rank = new Map(families.map((name, at) => [name, at]));
const colour = (name) => PALETTE[rank.get(name)] || `hsl(${(rank.get(name) * 137) % 360} 35% 55%)`;
const short = (text) => text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
const nameOf = (node) => short(node.id.slice(node.id.indexOf(":") + 1) || node.id);
const kindOf = (node) => node.kind || (node.status === "found" ? "no kind" : node.status);

const state = { focus: null, depth: 0, query: "", hidden: new Set(), lines: edges.length <= MANY_EDGES };
Object.assign(state, { tests: true, vendored: true, unknown: true });
let scene = null, view = { x: 0, y: 0, k: 1 };

function reach(start, depth) { // what a node needs and what needs it, as `--entry` does
  const seen = new Set([start]);
  for (const [side, end] of [["out", "to"], ["in", "from"]]) {
    const mine = new Set([start]);
    for (let step = 0; step < depth; step++) for (const node of [...mine]) for (const edge of node[side]) mine.add(edge[end]);
    mine.forEach((node) => seen.add(node));
  }
  return seen;
}

function visible() {
  const near = state.depth && state.focus ? reach(state.focus, state.depth) : null;
  const shown = (node) => !state.hidden.has(family(node)) && (state.tests || !node.test) && (state.vendored || !node.vendored);
  return all.filter((node) => {
    if (node === state.focus || (near && !near.has(node))) return node === state.focus;
    if (node.status === "found") return shown(node);
    return (state.unknown || node.status !== "unknown") && node.in.some((edge) => shown(edge.from));
  });
}

function matches(node) {
  const text = [node.id, kindOf(node), node.comment, node.path, node.source].join(" ").toLowerCase();
  return state.query.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

// --- drawing ---
const pencil = document.createElement("canvas").getContext("2d");
function widthOf(text, weight) {
  pencil.font = `${weight} 12px system-ui, sans-serif`;
  return pencil.measureText(text).width;
}

function boxesOf(shown) {
  const held = new Map();
  for (const node of shown) {
    const several = rootsOf.get(node.namespace).size > 1 && node.root;
    const title = (node.namespace || "(no namespace)") + (several ? ` – ${node.root}` : "");
    if (!held.has(title)) held.set(title, []);
    held.get(title).push(node);
  }
  return [...held.keys()].sort().map((title) => {
    const members = held.get(title).sort((a, b) => (rank.get(family(a)) ?? 99) - (rank.get(family(b)) ?? 99) || (a.key < b.key ? -1 : 1));
    const widest = Math.max(...members.map((node) => widthOf(nameOf(node), 400)));
    return { title, members, widest, titleWidth: widthOf(short(title), 600) };
  });
}

function curve(a, b) { // from a side of one rectangle to a side of another, leaving and arriving level
  const y1 = a.y + a.h / 2, y2 = b.y + b.h / 2, right = b.x > a.x + a.w, left = b.x + b.w < a.x;
  const x1 = left ? a.x : a.x + a.w, x2 = right ? b.x - 5 : b.x + b.w + 5;
  const bend = right || left ? Math.max(30, Math.abs(x2 - x1) / 2) : 18 + Math.min(50, Math.abs(y2 - y1) / 6) + Math.abs(x2 - x1);
  return `M${x1} ${y1}C${left ? x1 - bend : x1 + bend} ${y1} ${right ? x2 - bend : x2 + bend} ${y2} ${x2} ${y2}`;
}
const line = (from, to, style, width) =>
  svg("path", { class: `edge ${style}`, d: curve(from, to), "stroke-width": width, "marker-end": "url(#head)" });
const border = ({ box, y, h }) => ({ x: box.x, w: box.w, y, h });

function draw() {
  const boxes = boxesOf(visible());
  const { places, shelf } = layout(boxes, edges, Math.max(1, map.clientWidth / (map.clientHeight || 1)));
  const under = svg("g"), cards = svg("g"), over = svg("g"), rows = new Map();
  const drawn = edges.filter((edge) => places.has(edge.from) && places.has(edge.to));
  for (const box of state.lines ? [] : boxes) {
    for (const [other, count] of box.after) under.append(line(box, other, "", 1 + Math.log2(count)));
  }
  for (const edge of drawn) {
    if (!state.lines && edge.verdict !== "missing") continue; // those under the boxes end at their borders
    under.append(line(border(places.get(edge.from)), border(places.get(edge.to)), edge.verdict));
  }
  for (const box of boxes) {
    cards.append(svg("rect", { class: "box", x: box.x, y: box.y, width: box.w, height: box.h, rx: 7 }),
      svg("text", { class: "title", x: box.x + PAD, y: box.y + 17 }, short(box.title), svg("title", {}, box.title)));
    for (const node of box.members) rows.set(node, cards.appendChild(row(node, places.get(node))));
  }
  if (shelf !== null) cards.append(svg("text", { class: "title", x: 0, y: shelf - 12 }, "Without references to or from other namespaces"));
  const size = { markerWidth: 7, markerHeight: 7, markerUnits: "userSpaceOnUse" };
  const head = svg("marker", { id: "head", viewBox: "0 0 8 8", refX: 3, refY: 4, orient: "auto", ...size },
    svg("path", { class: "head", d: "M0 0L8 4L0 8Z" }));
  const group = svg("g", {}, under, cards, over);
  map.replaceChildren(svg("defs", {}, head), group);
  scene = { boxes, places, rows, drawn, under, over, group };
  mark();
  fit();
}

function row(node, at) {
  const glyph = svg("text", { class: "glyph", x: at.x + 9, y: at.y + 12.5 }, GLYPHS[node.status] || "");
  const dot = svg("circle", { cx: at.x + 9, cy: at.y + at.h / 2, r: 4.5, fill: colour(family(node)) });
  const made = svg("g", { class: `row ${node.status}`, tabindex: -1, role: "button", "aria-label": `${node.id}, ${kindOf(node)}` },
    svg("title", {}, [node.id, kindOf(node), node.comment].filter(Boolean).join("\n")),
    svg("rect", { x: at.x, y: at.y, width: at.w, height: at.h, rx: 4 }),
    node.status === "found" ? dot : glyph,
    svg("text", { x: at.x + 19, y: at.y + 12.7 }, nameOf(node)));
  made.addEventListener("click", () => focus(node, false));
  made.addEventListener("mouseenter", () => trace(node));
  made.addEventListener("mouseleave", () => trace(state.focus));
  made.addEventListener("focus", () => reachable(node));
  made.addEventListener("keydown", (event) => step(event, node));
  return made;
}

function reachable(node) { // by the Tab key: one row at a time, the arrow keys do the rest
  for (const [other, made] of scene.rows) made.setAttribute("tabindex", other === node ? 0 : -1);
}

function trace(node) {
  const mine = scene.drawn.filter((edge) => edge.from === node || edge.to === node);
  scene.over.replaceChildren(...mine.map((edge) =>
    line(scene.places.get(edge.from), scene.places.get(edge.to), `${edge.from === node ? "out" : "in"} ${edge.verdict}`)));
}

function mark() { // what is near the focus or fits the search stands out
  const node = state.focus, near = node && new Set([node, ...node.out.map((edge) => edge.to), ...node.in.map((edge) => edge.from)]);
  for (const [other, made] of scene.rows) {
    made.classList.toggle("focus", other === node);
    made.classList.toggle("match", !!state.query && matches(other));
    made.classList.toggle("far", state.query ? !matches(other) : !!near && !near.has(other));
  }
  reachable(node || scene.rows.keys().next().value);
  scene.under.setAttribute("class", node || state.query ? "dim" : "");
  trace(node);
}

// --- moving about ---
function move() {
  scene.group.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.k})`);
}
function fit() {
  const side = (pick, value) => scene.boxes.length ? pick(...scene.boxes.map(value)) : 0;
  const left = side(Math.min, (box) => box.x), right = side(Math.max, (box) => box.x + box.w) + 30;
  const top = side(Math.min, (box) => box.y), bottom = side(Math.max, (box) => box.y + box.h);
  const k = Math.min(1.4, (map.clientWidth - 40) / (right - left), (map.clientHeight - 40) / (bottom - top || 1));
  view = { k, x: (map.clientWidth - (right + left) * k) / 2, y: (map.clientHeight - (bottom + top) * k) / 2 };
  move();
}
function zoom(factor, x = map.clientWidth / 2, y = map.clientHeight / 2) {
  const k = Math.min(4, Math.max(0.05, view.k * factor));
  view = { k, x: x - (x - view.x) * k / view.k, y: y - (y - view.y) * k / view.k };
  move();
}
function reveal(node) {
  const at = scene.places.get(node);
  if (view.k < 0.7) zoom(0.85 / view.k);
  const x = map.clientWidth / 2 - view.x - (at.x + at.w / 2) * view.k, y = map.clientHeight / 2 - view.y - (at.y + at.h / 2) * view.k;
  if (Math.abs(x) > map.clientWidth / 2 - 60) view.x += x;
  if (Math.abs(y) > map.clientHeight / 2 - 30) view.y += y;
  move();
}
function step(event, node) {
  const way = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
  if (event.key === "Enter" || event.key === " ") focus(node, false);
  else if (!way) return;
  event.preventDefault();
  const here = scene.places.get(node);
  let best = null, least = Infinity;
  for (const [other, at] of way ? scene.places : []) { // the nearest that way; what lies aside is three times as far
    const x = at.x - here.x, y = at.y - here.y, along = x * way[0] + y * way[1], far = along + 3 * Math.abs(x * way[1] + y * way[0]);
    if (along > 1 && far < least) [best, least] = [other, far];
  }
  if (!best) return;
  scene.rows.get(best).focus({ preventScroll: true });
  reveal(best);
  trace(best);
}

// --- the panel ---
function link(node, note, bad) {
  const sign = el("span", { class: GLYPHS[node.status] ? "" : "dot" }, GLYPHS[node.status] || "");
  if (node.status === "found") sign.style.background = colour(family(node));
  const parts = [sign, el("span", {}, node.id), el("span", { class: "note" }, note)];
  return el("li", {}, button({ class: bad ? "link missing" : "link" }, () => focus(node, true), ...parts));
}
const section = (title, style, items) =>
  items.length ? [el("h3", { class: style }, `${title} (${items.length})`), el("ul", {}, ...items)] : [];
const soft = (text) => el("p", { class: "soft" }, text);
const place = (path, number) => path && (number ? `${path}:${number}` : path);
const note = (edge) => `${edge.label}${edge.verdict === "found" ? "" : ` (${edge.verdict})`} · ${place(edge.path, edge.line)}`;

function describe() {
  if (state.query) {
    const found = all.filter(matches), listed = found.slice(0, 200);
    panel.replaceChildren(el("h2", { role: "status" }, `${found.length} found`),
      el("ul", {}, ...listed.map((node) => link(node, kindOf(node), node.status === "missing"))));
  } else panel.replaceChildren(...(state.focus ? details(state.focus) : overview()));
  panel.scrollTop = 0;
}

function details(node) {
  const facts = [["Kind", node.kind], ["Entry", place(node.path, node.line)], ["Source", node.source]];
  if (rootsOf.get(node.namespace).size > 1) facts.push(["Root", node.root]);
  const marks = [node.status !== "found" && node.status, node.test && "test", node.vendored && "vendored"].filter(Boolean);
  const choices = ["Whole graph", "Only 1 step around", "Only 2 steps around", "Only 3 steps around"];
  const depth = el("select", { "aria-label": "How much is shown" }, ...choices.map((text, value) => el("option", { value }, text)));
  depth.value = state.depth;
  depth.addEventListener("change", () => { state.depth = Number(depth.value); draw(); });
  return [
    el("h2", {}, node.id),
    el("p", {}, ...marks.map((text) => el("span", { class: `badge ${text}` }, text))),
    ...(node.comment ? [el("p", {}, node.comment)] : []), ...(WHY[node.status] ? [soft(WHY[node.status])] : []),
    el("dl", {}, ...facts.flatMap(([name, value]) => value ? [el("dt", {}, name), el("dd", {}, value)] : [])),
    el("div", { class: "actions" }, depth, button({}, () => focus(null, false), "Back to overview")),
    ...section("Needs", "out", node.out.map((edge) => link(edge.to, note(edge), edge.verdict === "missing"))),
    ...section("Needed by", "in", node.in.map((edge) => link(edge.from, note(edge), edge.verdict === "missing"))),
    ...(node.out.length + node.in.length ? [] : [soft("No reference leads to it or from it.")]),
  ];
}

function overview() {
  const users = (node) => node.in.map((edge) => `${edge.from.id}, ${edge.label}`).join("\n");
  const absent = (status) => all.filter((node) => node.status === status).map((node) => link(node, users(node), status === "missing"));
  const cell = (count, verdict) => el("td", { class: count ? verdict : null }, String(count || "·"));
  return [
    el("h2", {}, data.name),
    soft(`${entries.length} entries in ${new Set(entries.map((node) => node.namespace)).size} namespaces, ${edges.length} references`),
    soft("Boxes are namespaces; lines lead to what is needed, left to right where that is possible. Click an entry, or search."),
    ...section("Missing", "missing", absent("missing")), ...section("Unknown", "", absent("unknown")),
    el("h3", {}, "References by field"),
    el("table", {}, el("tr", {}, ...["field", ...VERDICTS].map((text) => el("th", {}, text))),
      ...Object.entries(data.summary.edges_by_field).map(([field, counted]) =>
        el("tr", {}, el("td", {}, field), ...VERDICTS.map((verdict) => cell(counted[verdict], verdict))))),
  ];
}

function focus(node, go) { // `go`: asked for elsewhere than on the map, so bring it into view
  state.focus = node;
  if (!node) state.depth = 0;
  if (go) search.value = state.query = "";
  const hash = node ? `#${encodeURIComponent(node.key.toWellFormed())}` : "";
  if (location.hash !== hash) history.pushState(null, "", hash || location.pathname + location.search);
  if (scene.places.size !== visible().length || state.depth) draw();
  else mark();
  if (go) {
    if (node) reveal(node);
    panel.focus();
  }
  describe();
}

// --- controls ---
function toggle(name, text, title) {
  const made = button({ "aria-pressed": String(state[name]), title }, () => {
    state[name] = !state[name];
    made.setAttribute("aria-pressed", String(state[name]));
    draw();
  }, text);
  return made;
}
byId("tools").append(
  toggle("lines", "all lines", "Draw each reference, or one line from namespace to namespace"),
  ...(all.some((node) => node.test) ? [toggle("tests", "tests", "Show test entries")] : []),
  ...(all.some((node) => node.vendored) ? [toggle("vendored", "vendored", "Show entries of unpacked modules")] : []),
  ...(all.some((node) => node.status === "unknown") ? [toggle("unknown", "unknown", "Show targets that nothing here declares")] : []),
  button({ title: "Zoom in (+)", "aria-label": "Zoom in" }, () => zoom(1.25), "+"),
  button({ title: "Zoom out (-)", "aria-label": "Zoom out" }, () => zoom(0.8), "−"),
  button({ title: "Show everything (0)" }, fit, "fit"));

const chips = new Map(families.map((name) => {
  const dot = el("span", { class: "dot" });
  dot.style.background = colour(name);
  const press = () => hide(state.hidden.has(name) ? [...state.hidden].filter((other) => other !== name) : [...state.hidden, name]);
  const chip = button({ "aria-pressed": "true" }, press, dot, name, el("span", { class: "count" }, String(counts.get(name))));
  const others = families.filter((other) => other !== name);
  chip.addEventListener("dblclick", () => hide(others.every((other) => state.hidden.has(other)) ? [] : others));
  return [name, chip];
}));
function hide(names) {
  state.hidden = new Set(names);
  for (const [name, chip] of chips) chip.setAttribute("aria-pressed", String(!state.hidden.has(name)));
  draw();
}
byId("legend").append(...chips.values());

search.addEventListener("input", () => { state.query = search.value.trim(); mark(); describe(); });
search.addEventListener("keydown", (event) => {
  const first = event.key === "Enter" && state.query && all.find(matches);
  if (first) focus(first, true);
});
window.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    search.value = state.query = "";
    focus(null, false);
  }
  if (event.target === search || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") { search.focus(); event.preventDefault(); }
  if (event.key === "+") zoom(1.25);
  if (event.key === "-") zoom(0.8);
  if (event.key === "0") fit();
});
map.addEventListener("wheel", (event) => {
  event.preventDefault();
  const frame = map.getBoundingClientRect();
  zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), event.clientX - frame.left, event.clientY - frame.top);
}, { passive: false });
let grip = null, dragged = false;
map.addEventListener("pointerdown", (event) => { grip = { x: event.clientX, y: event.clientY }; dragged = false; });
window.addEventListener("pointerup", () => { grip = null; map.classList.remove("dragging"); });
window.addEventListener("pointermove", (event) => {
  const x = grip && event.clientX - grip.x, y = grip && event.clientY - grip.y;
  if (!grip || (!dragged && Math.abs(x) + Math.abs(y) < 5)) return;
  grip = { x: event.clientX, y: event.clientY };
  dragged = true;
  map.classList.add("dragging");
  view = { k: view.k, x: view.x + x, y: view.y + y };
  move();
});
map.addEventListener("click", (event) => {
  if (dragged) event.stopPropagation();
  else if (!event.target.closest(".row")) focus(null, false);
}, true);

function named() { // the node in the address
  try { return nodes.get(decodeURIComponent(location.hash.slice(1))) || null; } catch { return null; }
}
window.addEventListener("popstate", () => focus(named(), true));
window.addEventListener("resize", () => {
  fit();
  if (state.focus) reveal(state.focus);
});
state.focus = named() || nodes.get(data.focus) || null;
draw();
describe();
if (state.focus) reveal(state.focus);
