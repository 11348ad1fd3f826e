// The wiring of a cell, drawn from its graph: inputs on top, the new state at the bottom,
// a number in every node. The nodes are one stop for the Tab key; arrows go along wires.
import { el } from "../_runtime/controls.js";
import { mark, node, write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { layout } from "./layers.js";

const [HIGH, BADGE, BETWEEN, EDGE] = [48, 11, 22, 7];
const PITCH = BADGE + HIGH + BETWEEN;
const STUB = 22; // the arrow out of a new state
// How wide a node may be: the first that leaves the drawing within its width is taken.
const WIDTHS = [64, 56, 46];

const topOf = (layer) => EDGE + layer * PITCH;

// A wire from box to box, through the middles of the layers that it passes.
function wire(points, shift) {
  const parts = [];
  points.forEach(({ x, layer }, k) => {
    const [top, bottom] = [topOf(layer), topOf(layer) + BADGE + HIGH];
    const inner = k > 0 && k < points.length - 1;
    if (k === 0) parts.push(`M${x.toFixed(1)} ${bottom}`);
    else {
      const from = points[k - 1];
      const start = topOf(from.layer) + BADGE + HIGH;
      const to = k === points.length - 1 ? x + shift : x;
      const half = (start + top) / 2;
      parts.push(`C${from.x.toFixed(1)} ${half} ${to.toFixed(1)} ${half} ${to.toFixed(1)} ${top}`);
      if (inner) parts.push(`V${bottom}`);
    }
  });
  return parts.join("");
}

// A name as the book sets it: the first letters, the rest as a subscript.
function nameInto(parent, name, x, y, room) {
  const [first, ...rest] = name.split("_");
  const text = node(parent, "text", { class: "name", x, y }, first);
  if (rest.length) node(text, "tspan", { class: "below", dy: 3.5 }, rest.join("_"));
  const long = 9 * first.length + 6.6 * rest.join("_").length;
  if (long > room) {
    mark(text, "textLength", room);
    mark(text, "lengthAdjust", "spacingAndGlyphs");
  }
}

function drawNode(parent, each, { x, layer }, wide) {
  const top = topOf(layer);
  const kind = each.block ? "input" : each.gate ? "gate" : each.out ? "out" : "made";
  const look = { class: `node ${kind}${each.dead ? " dead" : ""}`, "data-role": each.role };
  const group = node(parent, "g", { ...look, role: "img", tabindex: -1, "data-id": each.id });
  const [left, y] = [x - wide / 2, top + BADGE];
  const hit = { class: "hit", x: left - 1, y: top - 1, width: wide + 2, height: BADGE + HIGH + 2 };
  node(group, "rect", hit);
  node(group, "rect", {
    class: "box",
    x: left,
    y,
    width: wide,
    height: HIGH,
    rx: each.block ? 4 : 8,
  });
  if (each.out) {
    const [from, tip] = [y + HIGH, y + HIGH + STUB - 4];
    node(group, "path", { class: "stub", d: `M${x} ${from}V${tip - 6}` });
    node(group, "path", { class: "tip", d: `M${x} ${tip}l-4.5 -8h9z` });
  }
  if (each.sign) {
    const room = Math.max(2 * BADGE, 10 + 7.6 * each.sign.length);
    node(group, "rect", {
      class: "badge", x: x - room / 2, y: top, width: room, height: 2 * BADGE, rx: BADGE,
    }); // prettier-ignore
    node(group, "text", { class: "sign", x, y: top + BADGE + 4.5 }, each.sign);
  }
  if (each.name) nameInto(group, each.name, x, y + (each.sign ? 25 : 20), wide - 8);
  const value = node(group, "text", { class: "value", x, y: y + (each.sign ? 42 : 38) });
  if (!each.name) mark(value, "y", y + 31);
  return { ...each, x, layer, group, value };
}

// Wires that end in one node arrive side by side, in the order in which they come.
function drawWires(parent, chains, roles) {
  const ends = new Map();
  for (const chain of chains) ends.set(chain.to, [...(ends.get(chain.to) ?? []), chain]);
  const made = [];
  for (const into of ends.values()) {
    const sorted = into.toSorted((a, b) => a.points.at(-2).x - b.points.at(-2).x);
    sorted.forEach(({ from, to, points }, k) => {
      const d = wire(points, 9 * (k - (sorted.length - 1) / 2));
      const look = { class: "wire", "data-role": roles.get(from), d };
      made.push({ from, to, path: node(parent, "path", look) });
    });
  }
  return made;
}

const next = { ArrowUp: "from", ArrowDown: "users" };

// The node that a key leads to, from one node.
function neighbour(nodes, at, key) {
  if (next[key] === "from") return nodes.find(({ id }) => id === at.from[0]);
  if (next[key] === "users") return nodes.find(({ from }) => from.includes(at.id));
  const row = nodes.filter(({ layer }) => layer === at.layer).toSorted((a, b) => a.x - b.x);
  const by = { ArrowLeft: -1, ArrowRight: 1 }[key];
  return by && row[row.indexOf(at) + by];
}

// The places of the nodes in `width`, as wide as they fit: { plan, wide, room }; room: the
// width that the drawing takes.
function planned(shown, width) {
  let found;
  for (const wide of WIDTHS) {
    const plan = layout(shown, () => wide);
    found = { plan, wide, room: plan.width + 2 * EDGE };
    if (found.room <= width) break;
  }
  return found;
}

// Do the nodes fit in `width`, in a size that is read with ease?
export function fitsIn(nodes, width) {
  const { wide, room } = planned(nodes, width);
  return room <= width && wide > WIDTHS.at(-1);
}

// Where everything stands in `width`: { svg, nodes, wires, fits }.
function drawAll(shown, width, title) {
  const { plan, wide, room } = planned(shown, width);
  const height = topOf(plan.layers) - BETWEEN + STUB;
  const side = Math.max(0, (Math.floor(width) - room) / 2) + EDGE;
  const move = ({ x, layer }) => ({ x: x + side, layer });
  const svg = node(null, "svg", {
    width: Math.max(room, Math.floor(width)),
    height,
    role: "group",
  });
  mark(svg, "aria-label", `${title}, ${shown.length} nodes`);
  const roles = new Map(shown.map(({ id, role }) => [id, role]));
  const chains = plan.chains.map(({ from, to, points }) => ({
    from,
    to,
    points: points.map(move),
  }));
  const wires = drawWires(node(svg, "g", {}), chains, roles);
  const nodes = shown.map((each) => drawNode(svg, each, move(plan.places.get(each.id)), wide));
  return { svg, nodes, wires, fits: room <= width };
}

// One node's wires and neighbours stand out; none does without an id.
function light({ root, nodes, wires }, id) {
  const near = nodes.find((each) => each.id === id);
  for (const { from, to, path } of wires) path.classList.toggle("lit", from === id || to === id);
  for (const each of nodes) {
    const touched = each.id === id || near?.from.includes(each.id) || each.from.includes(id);
    each.group.classList.toggle("lit", Boolean(near && touched));
  }
  root.classList.toggle("looking", Boolean(near));
  return near;
}

// The node that an event is about, and the one that the Tab key stops at.
function listen(state, read, pick) {
  const { root } = state;
  const found = ({ target }) => {
    const id = target.closest?.(".node")?.dataset.id;
    return state.nodes.find((each) => String(each.id) === id);
  };
  const look = (each) => read(light(state, each?.id));
  const stopAt = (to) => {
    for (const { group } of state.nodes) mark(group, "tabindex", group === to.group ? 0 : -1);
  };
  root.addEventListener("pointerover", (event) => look(found(event)));
  root.addEventListener("pointerleave", () =>
    look(found({ target: document.activeElement ?? root })),
  );
  root.addEventListener("focusin", (event) => {
    const each = found(event);
    if (!each) return;
    stopAt(each);
    look(each);
  });
  root.addEventListener("focusout", () => look());
  root.addEventListener("click", (event) => found(event) && pick(found(event)));
  root.addEventListener("keydown", (event) => {
    const here = found(event);
    if (!here) return;
    if (event.key === "Enter") pick(here);
    const to = neighbour(state.nodes, here, event.key);
    if (to || event.key.startsWith("Arrow")) event.preventDefault();
    to?.group.focus();
  });
  return stopAt;
}

// A node in words: "f = sigmoid(a_f) = 0.73".
export function inWords({ name, sign, formula, out }, value) {
  const called = name && sign ? `${name} = ${formula}` : name || formula;
  const end = out === "q" ? ", the row for W" : out ? `, the new ${out}` : "";
  return `${called} = ${value}${end}`;
}

// makeWiring({ read, pick }) gives { root, build(nodes, width, title), show(values) }: build
// draws another cell in a width and says whether it fits; show writes its numbers, by id.
// read(node): the reader looks at a node, and at none again; pick(node): it was pressed.
export function makeWiring({ read, pick }) {
  const root = el("div", { class: "wiring", role: "group", "aria-label": "Wiring of the cell" });
  const state = { root, nodes: [], wires: [] };
  const stopAt = listen(state, read, pick);
  return {
    root,
    build(shown, width, title) {
      const { svg, nodes, wires, fits } = drawAll(shown, width, title);
      Object.assign(state, { nodes, wires });
      root.replaceChildren(svg);
      if (nodes.length) stopAt(nodes[0]);
      return fits;
    },
    show(values) {
      for (const each of state.nodes) {
        const text = format(values[each.id]);
        write(each.value, text);
        mark(each.group, "aria-label", inWords(each, text));
      }
    },
  };
}
