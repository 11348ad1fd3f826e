// Where the nodes of a drawing stand: in layers, each below what it is made of, with few
// crossings, and with long edges straight (the method of Sugiyama).

const [GAP, THIN] = [10, 4]; // between neighbours; the width of an edge that passes a layer
const SWEEPS = 16;

// The layer of each node. An input stands just above its first use; of a pair xU, hW that
// is used together the one stands above the other, so that a gate needs little room.
function layersOf(nodes) {
  const at = new Map();
  const users = new Map(nodes.map(({ id }) => [id, []]));
  for (const node of nodes) for (const k of node.from) users.get(k).push(node);
  const kind = ({ block }) => block?.[0];
  for (const node of nodes) {
    const above = node.from.map((k) => at.get(k));
    at.set(node.id, node.block ? Number(kind(node) === "hW") : 1 + Math.max(-1, ...above));
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const pair = (node) =>
    kind(node) === "xU" &&
    users.get(node.id).some(({ from }) => from.some((k) => kind(byId.get(k)) === "hW"));
  for (const node of nodes.toReversed()) {
    const below = users.get(node.id).map(({ id }) => at.get(id));
    if (!below.length || (!node.block && node.name)) continue;
    at.set(node.id, Math.max(0, Math.min(...below) - (pair(node) ? 2 : 1)));
  }
  const first = Math.min(...at.values());
  for (const [id, layer] of at) at.set(id, layer - first);
  return at;
}

// Layers of slots: nodes, and a thin slot wherever a long edge passes. A slot knows its
// neighbours above and below.
function slotsOf(nodes, width) {
  const at = layersOf(nodes);
  const layers = Array.from({ length: 1 + Math.max(...at.values()) }, () => []);
  const put = (layer, slot) => layers[layer].push(slot) && slot;
  const slot = (of) => ({ ...of, up: [], down: [], x: 0 });
  const own = new Map(
    nodes.map((node) => [node.id, put(at.get(node.id), slot({ node, width: width(node) }))]),
  );
  const chains = [];
  for (const node of nodes) {
    for (const k of node.from) {
      const chain = [own.get(k)];
      for (let layer = at.get(k) + 1; layer < at.get(node.id); layer++) {
        chain.push(put(layer, slot({ width: THIN })));
      }
      chain.push(own.get(node.id));
      chain.slice(1).forEach((lower, n) => {
        lower.up.push(chain[n]);
        chain[n].down.push(lower);
      });
      chains.push(chain);
    }
  }
  return { layers, chains, own };
}

const number = (layer) => layer.forEach((slot, k) => Object.assign(slot, { k }));

// Crossings between the edges of two slots, the one left of the other, in one direction.
function crossed(left, right, side) {
  let count = 0;
  for (const a of left[side]) for (const b of right[side]) count += a.k > b.k;
  return count;
}

export function crossings(layers) {
  let count = 0;
  for (const layer of layers) {
    layer.forEach((left, k) => {
      for (const right of layer.slice(k + 1)) count += crossed(left, right, "up");
    });
  }
  return count;
}

// Neighbours change places where that saves a crossing.
function swapped(layer) {
  let any = false;
  for (let k = 0; k + 1 < layer.length; k++) {
    const [a, b] = [layer[k], layer[k + 1]];
    const saved = ["up", "down"].reduce(
      (n, side) => n + crossed(a, b, side) - crossed(b, a, side),
      0,
    );
    if (saved <= 0) continue;
    [layer[k], layer[k + 1]] = [b, a];
    [a.k, b.k] = [k + 1, k];
    any = true;
  }
  return any;
}

const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;

function sortBy(layer, side) {
  const wish = new Map(
    layer.map((slot) => [slot, slot[side].length ? mean(slot[side].map(({ k }) => k)) : slot.k]),
  );
  layer.sort((a, b) => wish.get(a) - wish.get(b) || a.k - b.k);
  number(layer);
}

// The best order found in some sweeps down and up.
function order(layers) {
  layers.forEach(number);
  let best = { count: Infinity };
  for (let sweep = 0; sweep < SWEEPS && best.count > 0; sweep++) {
    const down = sweep % 2 === 0;
    for (const layer of down ? layers : layers.toReversed()) sortBy(layer, down ? "up" : "down");
    for (let round = 0; round < 8 && layers.map(swapped).some(Boolean); round++);
    const count = crossings(layers);
    if (count < best.count) best = { count, orders: layers.map((layer) => [...layer]) };
  }
  best.orders.forEach((slots, n) => {
    layers[n].splice(0, slots.length, ...slots);
    number(layers[n]);
  });
  return best.count;
}

// Places as near to the wished ones as the widths allow: neighbours that would overlap
// move as one (pools of adjacent violators).
function placed(layer, wishes, weights) {
  const pools = [];
  let offset = 0;
  layer.forEach((slot, k) => {
    if (k) offset += (layer[k - 1].width + slot.width) / 2 + GAP;
    pools.push({ at: wishes[k] - offset, weight: weights[k], offsets: [[slot, offset]] });
    while (pools.length > 1 && pools.at(-2).at > pools.at(-1).at) {
      const [b, a] = [pools.pop(), pools.pop()];
      const weight = a.weight + b.weight;
      const at = (a.at * a.weight + b.at * b.weight) / weight;
      pools.push({ at, weight, offsets: [...a.offsets, ...b.offsets] });
    }
  });
  for (const { at, offsets } of pools) for (const [slot, off] of offsets) slot.x = at + off;
}

const bond = (a, b) => (a.node ? 1 : 3) * (b.node ? 1 : 3);

function settle(layers) {
  for (const layer of layers)
    placed(
      layer,
      layer.map(() => 0),
      layer.map(() => 1),
    );
  for (let sweep = 0; sweep < 60; sweep++) {
    for (const layer of sweep % 2 ? layers.toReversed() : layers) {
      const wish = layer.map((slot) => {
        const near = [...slot.up, ...slot.down].map((other) => [other.x, bond(slot, other)]);
        const weight = near.reduce((sum, [, w]) => sum + w, 0);
        return weight
          ? [near.reduce((sum, [x, w]) => sum + x * w, 0) / weight, weight]
          : [slot.x, 0.1];
      });
      placed(layer, ...[0, 1].map((n) => wish.map((each) => each[n])));
    }
  }
}

// An edge that passes several layers is one straight line, where there is room for it.
function straighten({ chains, layers }) {
  for (const chain of chains.filter(({ length }) => length > 3)) {
    const inner = chain.slice(1, -1);
    const fits = (x) =>
      inner.every((slot) => {
        const layer = layers.find((each) => each.includes(slot));
        return [layer[slot.k - 1], layer[slot.k + 1]].every((other, side) => {
          const room = other && (other.width + slot.width) / 2 + GAP - 0.01;
          return !other || (side ? other.x - x : x - other.x) >= room;
        });
      });
    const wishes = [
      chain[0].x,
      chain.at(-1).x,
      mean(inner.map(({ x }) => x)),
      ...inner.map(({ x }) => x),
    ];
    const x = wishes.find(fits);
    if (x !== undefined) for (const slot of inner) slot.x = x;
  }
}

// layout(nodes, width) -> { places: Map id -> { x, layer }, chains: [[{ x, layer }, ...]
// from a node to one that it is used by, with their `from` and `to`], layers, width,
// crossings }. width(node): the room that a node takes; x counts from the left.
export function layout(nodes, width) {
  const made = slotsOf(nodes, width);
  const { layers, chains, own } = made;
  const count = order(layers);
  settle(layers);
  straighten(made);
  const all = layers.flat();
  const left = Math.min(...all.map((slot) => slot.x - slot.width / 2));
  const right = Math.max(...all.map((slot) => slot.x + slot.width / 2));
  layers.forEach((layer, n) => layer.forEach((slot) => Object.assign(slot, { layer: n })));
  const point = ({ x, layer }) => ({ x: x - left, layer });
  return {
    places: new Map([...own].map(([id, slot]) => [id, point(slot)])),
    chains: chains.map((chain) => ({
      from: chain[0].node.id,
      to: chain.at(-1).node.id,
      points: chain.map(point),
    })),
    layers: layers.length,
    width: right - left,
    crossings: count,
  };
}
