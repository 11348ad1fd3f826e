// A graph becomes the text of a cell: a line for each value that has a name or is used
// twice, all others within the lines that use them.
const LONG = 12; // operations in one line
const FIELDS = 88; // columns of a line
const SIGNS = { add: ["+", 1], sub: ["-", 1], mul: ["*", 2], div: ["/", 2], greater: [">", 0] };
const CALLS = { max: "np.maximum", min: "np.minimum", sigmoid: "sigmoid" };

// A number as Python and JavaScript both read it, with the fewest digits.
export function printNumber(x) {
  if (Object.is(x, -0)) return "-0.0";
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) return x.toExponential();
  return size > 2 ** 53 ? `${x}.0` : `${x}`;
}

// A text for a node, and how tightly it holds together: 0 comparison, 1 sum, 2 product,
// 3 sign, 4 power, 5 one thing.
function expression(graph, k, text) {
  const [op, ...args] = graph.nodes[k];
  const within = (n, least) => {
    const [inside, tight] = text(args[n]);
    return tight < least ? `(${inside})` : inside;
  };
  if (op === "const") return [printNumber(args[0]), args[0] < 0 || Object.is(args[0], -0) ? 3 : 5];
  if (SIGNS[op]) {
    const [sign, tight] = SIGNS[op];
    const least = Math.max(tight, 1);
    return [`${within(0, least)} ${sign} ${within(1, Math.max(tight + 1, 1))}`, tight];
  }
  if (op === "neg") return [`-${within(0, 3)}`, 3];
  if (op === "pow") {
    const [base, exponent] = [within(0, 5), within(1, 3)];
    const short = /^[\w.]+$/.test(base) && /^\w+$/.test(exponent);
    return [short ? `${base}**${exponent}` : `${base} ** ${exponent}`, 4];
  }
  const name = CALLS[op] ?? `np.${op}`;
  return [`${name}(${args.map((_, n) => within(n, 0)).join(", ")})`, 5];
}

// ---- one function

// A writer of lines. atoms: the text of what is there; names: what a node would like to
// be called; taken: names that are in use.
function writer(graph, atoms, names, taken) {
  return {
    graph,
    atoms: new Map(atoms),
    names,
    taken: new Set(taken),
    texts: new Map(),
    lines: [],
  };
}

function free(w, name) {
  let found = name;
  while (w.taken.has(found)) found += "_";
  w.taken.add(found);
  return found;
}

function uses(w, ends) {
  const count = new Map();
  const use = (k) => count.set(k, (count.get(k) ?? 0) + 1);
  ends.forEach(use);
  for (let k = w.graph.nodes.length - 1; k >= 0; k--) {
    const [op, ...args] = w.graph.nodes[k];
    if (count.has(k) && !w.atoms.has(k) && op !== "const" && op !== "input") args.forEach(use);
  }
  return count;
}

// Lines for all that `ends` are made of; `ends` can then be had by `shown`.
function write(w, ends, always = new Set()) {
  const count = uses(w, ends);
  for (const k of [...count.keys()].toSorted((m, n) => m - n)) {
    const [op] = w.graph.nodes[k];
    if (w.atoms.has(k)) continue;
    const [text, tight] = expression(w.graph, k, (a) => shown(w, a));
    const size = 1 + w.graph.nodes[k].slice(1).reduce((n, a) => n + (w.texts.get(a)?.[2] ?? 0), 0);
    const line = w.names.has(k) || count.get(k) > 1 || size > LONG || always.has(k);
    if (op === "const" || !line) {
      w.texts.set(k, [text, tight, op === "const" ? 0 : size]);
      continue;
    }
    const name = nameFor(w, k, count);
    w.lines.push(`${name} = ${text}`);
    w.atoms.set(k, name);
  }
}

function shown(w, k) {
  if (w.atoms.has(k)) return [w.atoms.get(k), 5];
  return w.texts.get(k);
}

// What was given its name before may give it up to what replaces it: dc = dc + ...
function nameFor(w, k, count) {
  const [op, ...args] = w.graph.nodes[k];
  const wish = w.names.get(k);
  if (wish && replaces(w, k, wish, count)) return wish;
  if (wish) return free(w, wish);
  const [of] = args;
  const short = args.length === 1 && /^\w+$/.test(w.atoms.get(of) ?? "");
  return free(w, short ? `${op}_${w.atoms.get(of)}` : `v${w.lines.length + 1}`);
}

function replaces(w, k, wish, count) {
  return w.graph.nodes[k].slice(1).some((a) => {
    if (w.atoms.has(a)) return w.atoms.get(a) === wish && count.get(a) === 1;
    return w.texts.get(a)[2] > 0 && replaces(w, a, wish, count);
  });
}

const tuple = (parts) => `(${parts.join(", ")}${parts.length === 1 ? "," : ""})`;
const unpacked = (names) => (names.length === 1 ? `(${names[0]},)` : names.join(", "));
const split = (names, of) => `${names.join(", ")} = np.split(${of}, ${names.length}, axis=-1)`;

// The blocks of an input: the input itself, or a line that splits it.
function open(w, ids, name, wishes, counted) {
  if (ids.length === 1) {
    w.atoms.set(ids[0], name);
    return;
  }
  if (!ids.some((k) => counted.has(k))) return;
  const names = ids.map((k, n) => free(w, w.names.get(k) ?? wishes[n]));
  ids.forEach((k, n) => w.atoms.set(k, names[n]));
  w.lines.push(split(names, name));
}

// xU and hW, added up first where nothing else is done with them.
function openProducts(w, { gates }, ids, counted, alone) {
  const [xU, hW] = ids;
  const sums = xU.map((k, n) => w.graph.known.get(`add ${k} ${hW[n]}`));
  const added =
    alone &&
    xU.length > 1 &&
    sums.every((sum, n) =>
      [xU[n], hW[n]].every((k) => (counted.get(k) ?? 0) === (counted.has(sum) ? 1 : 0)),
    );
  if (!added) {
    open(
      w,
      xU,
      "xU",
      gates.map((g) => `xU_${g}`),
      counted,
    );
    open(
      w,
      hW,
      "hW",
      gates.map((g) => `hW_${g}`),
      counted,
    );
    return;
  }
  const names = gates.map((g, n) => free(w, w.names.get(sums[n]) ?? `a_${g}`));
  sums.forEach((sum, n) => sum !== undefined && w.atoms.set(sum, names[n]));
  w.lines.push(split(names, "xU + hW"));
}

function openState(w, state, counted) {
  const ids = state.map((name) => w.graph.inputs[`${name}_prev`][0]);
  if (!ids.some((k) => counted.has(k))) return;
  const names = ids.map((k, n) => (counted.has(k) ? `${state[n]}_prev` : "_"));
  ids.forEach((k, n) => w.atoms.set(k, names[n]));
  w.lines.push(`${unpacked(names)} = state`);
}

function openWeights(w, weights, counted) {
  for (const [name, rows] of Object.entries(weights)) {
    open(
      w,
      w.graph.inputs[name],
      name,
      rows.map((row) => `${name}_${row}`),
      counted,
    );
  }
}

// A function as text; long lists are folded.
function define(name, params, lines) {
  const body = lines.flatMap((line) => folded(line).map((part) => `    ${part}`));
  return [`def ${name}(${params.join(", ")}):`, ...body].join("\n");
}

function folded(line) {
  if (line.length <= FIELDS - 4) return [line];
  const at = line.lastIndexOf("(", line.lastIndexOf("[") < 0 ? line.length : line.lastIndexOf("["));
  if (at < 0 || !line.endsWith(")")) return [line];
  return [line.slice(0, at + 1), `    ${line.slice(at + 1, -1)}`, ")"];
}

// ---- the functions of a cell

const RESERVED = ["np", "sigmoid", "xU", "hW", "state", "dstate", "s", "NamedTuple"];
const inputs = (c, hWidth) => [c.graph.inputs.xU, c.graph.inputs.hW.slice(0, hWidth)];

function printStep(c) {
  const { graph, state, weights, outputs, record: kept, gates } = c;
  const wishes = new Map(c.names);
  for (const [k, name] of c.names) if (state.includes(name)) wishes.set(k, `${name}_`);
  outputs.forEach((k, n) => wishes.set(k, state[n]));
  const taken = [...RESERVED, ...Object.keys(weights), ...state.map((name) => `${name}_prev`)];
  const w = writer(graph, [], wishes, [...taken, ...c.functions]);
  const ends = [...outputs, ...kept];
  const counted = uses(w, ends);
  openState(w, state, counted);
  openProducts(w, c, inputs(c, gates.length), counted, true);
  if (gates.length > 1 && !w.lines.some((line) => line.includes("np.split"))) {
    const names = gates.map((g) => free(w, `xU_${g}`));
    w.lines.push(split(names, "xU"));
  }
  openWeights(w, weights, counted);
  write(w, ends, new Set(ends));
  const fields = kept.map((k) => w.atoms.get(k));
  w.lines.push(`return ${tuple(state)}, ${keeping(w, c, fields)}`);
  const params = ["xU", "hW", "state", ...Object.keys(weights)];
  return { fields, text: define(c.name, params, w.lines), w };
}

// The record; before it, each part of the state gets its own name.
function keeping(w, { step, state, outputs }, fields) {
  const made = `${step}(${fields.join(", ")})`;
  const other = state.map((name, n) => [name, w.atoms.get(outputs[n])]).filter(([a, b]) => a !== b);
  if (!other.length) return made;
  const kept = free(w, "kept");
  w.lines.push(`${kept} = ${made}`);
  w.lines.push(`${other.map(([a]) => a).join(", ")} = ${other.map(([, b]) => b).join(", ")}`);
  return kept;
}

function printInner(c) {
  const w = writer(c.graph, [], c.names, [...RESERVED, ...c.state.map((name) => `${name}_prev`)]);
  const counted = uses(w, [c.q]);
  openState(w, c.state, counted);
  openProducts(w, c, inputs(c, c.gates.length - 1), counted, false);
  write(w, [c.q]);
  w.lines.push(`return ${shown(w, c.q)[0]}`);
  return define(c.innerName, ["xU", "hW", "state"], w.lines);
}

// What the gradients would like to be called: d and the name of what they are for.
function gradientNames(c, found, forwardNames) {
  const names = new Map();
  for (const [k, id] of [...found].toSorted(([m], [n]) => n - m)) {
    const name = forwardNames.get(k);
    if (name && id >= c.size && !names.has(id)) names.set(id, `d${name}`);
  }
  for (const [k, name] of forwardNames) if (k < c.size) names.set(k, name);
  return names;
}

function printBackward(c, fields, forwardNames) {
  const { graph, state, weights, backward, record } = c;
  const atoms = record.map((k, n) => [k, `s.${fields[n]}`]);
  const names = gradientNames(c, backward.found, forwardNames);
  const own = Object.keys(weights);
  const w = writer(graph, atoms, names, [...RESERVED, ...own, ...c.functions]);
  const incoming = state.map((name) => free(w, `d${name}`));
  state.forEach((name, n) => w.atoms.set(graph.inputs[`d${name}`][0], incoming[n]));
  w.lines.push(`${unpacked(incoming)} = dstate`);
  const { dxU, dhW, dstate } = backward;
  const ends = [...dxU, ...dhW, ...dstate, ...backward.own.flat()].filter((k) => k !== undefined);
  openWeights(w, weights, uses(w, ends));
  write(w, ends);
  const parts = returned(w, backward, own);
  w.lines.push(`return ${parts.join(", ")}`);
  return define(`${c.name}_backward`, ["dstate", "s", ...own], w.lines);
}

// Lines for what a backward returns, and what it is called.
function returned(w, { dxU, dhW, dstate, own: rows = [] }, own) {
  const same = dxU.length === dhW.length && dxU.every((k, n) => k === dhW[n]);
  const row = (ids, name) => {
    if (ids.length === 1) return shown(w, ids[0])[0];
    const found = free(w, name);
    w.lines.push(
      `${found} = np.concatenate([${ids.map((k) => shown(w, k)[0]).join(", ")}], axis=-1)`,
    );
    return found;
  };
  const da = row(dxU, same ? "da" : "dxU");
  const down = dstate.map((k) => (k === undefined ? "0.0" : shown(w, k)[0]));
  const parts = [da, same ? da : row(dhW, "dhW"), tuple(down)];
  return [...parts, ...rows.map((ids, n) => row(ids, `d${own[n]}`))];
}

function printInnerBackward(c, fields, forwardNames) {
  const atoms = c.record.map((k, n) => [k, `s.${fields[n]}`]);
  const names = gradientNames(c, c.innerBackward.found, forwardNames);
  const w = writer(c.graph, atoms, names, [...RESERVED, "dq"]);
  w.atoms.set(c.graph.inputs.dq[0], "dq");
  const { dxU, dhW, dstate } = c.innerBackward;
  write(
    w,
    [...dxU, ...dhW, ...dstate].filter((k) => k !== undefined),
  );
  w.lines.push(`return ${returned(w, c.innerBackward, []).join(", ")}`);
  return define(`${c.innerName}_backward`, ["dq", "s"], w.lines);
}

const record = (name, fields) =>
  [`class ${name}(NamedTuple):`, ...fields.map((field) => `    ${field}: np.ndarray`)].join("\n");

// printCell(c): the text of a cell whose graphs `derive` has put together.
export function printCell(c) {
  const innerName = c.innerName ?? `${c.name}_inner`;
  const functions = [c.name, `${c.name}_backward`, innerName, `${innerName}_backward`];
  let step = "Step";
  const taken = new Set([...functions, ...c.state, ...c.names.values()]);
  while (taken.has(step)) step += "_";
  const whole = { ...c, innerName, step, functions: [...functions, step] };
  const { fields, text: forward, w } = printStep(whole);
  const named = new Map([...w.atoms].filter(([, name]) => name !== "_"));
  const parts = [record(step, fields)];
  if (c.params.includes("b_h")) parts.unshift(record("Params", c.params));
  if (c.q !== undefined) {
    parts.push(printInner(whole), printInnerBackward(whole, fields, named));
  }
  parts.push(forward, printBackward(whole, fields, named));
  return `${parts.join("\n\n\n")}\n`;
}
