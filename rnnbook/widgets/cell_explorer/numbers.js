// Every number of the diagram, from the traced graphs of the cell.
import { compile, everything } from "../_runtime/graph.js";
import { addRow, matmul, matmulTransposed, transposedMatmul } from "../_runtime/linear.js";

// The node that an expression makes: names, +, -, * and brackets, as in "(1-z)*n".
export function find(graph, text) {
  const known = everything(graph);
  if (known[text]?.length === 1) return known[text][0];
  if (/^\d+$/.test(text)) return index(graph, text, ["const", Number(text)]);
  const at = splitAt(text, "+-") || splitAt(text, "*");
  if (at) {
    const [left, right] = [text.slice(0, at), text.slice(at + 1)].map((part) => find(graph, part));
    const op = { "+": "add", "-": "sub", "*": "mul" }[text[at]];
    return index(graph, text, [op, left, right], op === "sub" ? [] : [op, right, left]);
  }
  if (text.startsWith("(")) return find(graph, text.slice(1, -1));
  throw new Error(`the cell has nothing called ${text}`);
}

// Where the last of these signs stands outside brackets, 0 if there is none.
function splitAt(text, signs) {
  let depth = 0,
    found = 0;
  [...text].forEach((sign, at) => {
    depth += (sign === "(") - (sign === ")");
    if (depth === 0 && signs.includes(sign)) found = at;
  });
  return found;
}

function index(graph, text, ...forms) {
  const told = new Set(forms.map(String));
  const node = graph.nodes.findIndex((each) => told.has(String(each)));
  if (node < 0) throw new Error(`the cell makes no ${text}`);
  return node;
}

const asked = (graph, made) => ({
  ...everything(graph),
  ...Object.fromEntries(made.map((text) => [text, [find(graph, text)]])),
});
const one = (values) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value[0]]));

// numbers(state) gives { name: value } for one unit; the state has x, the cell's own state
// and what arrives there on the way back, dh ..., and a list for each weight. Names are
// the plates' names: those of the cell's own lines, and U[f], x*U[f] ... for gate f.
export function makeNumbers(graphs, { made, weights }) {
  const { forward, backward, step, gates, state } = graphs;
  const K = gates.length;
  const ahead = compile(forward, asked(forward, made.forward));
  const back = compile(backward, asked(backward, made.backward));
  const part = (pattern, of) =>
    Object.fromEntries(state.map((name) => [pattern.replace("?", name), [of(name)]]));
  return (at) => {
    const { x, h, U, W, b } = at;
    const terms = { "x*U": matmul([x], U, 1, 1, K), "h_prev*W": matmul([h], W, 1, 1, K) };
    const xU = addRow([...terms["x*U"]], b);
    const hW = at.b_h ? addRow([...terms["h_prev*W"]], at.b_h) : terms["h_prev*W"];
    const values = ahead({ xU, hW, ...part("?_prev", (name) => at[name]) }, 1, 1);
    const record = Object.fromEntries(step.map((name) => [`step.${name}`, values[`step.${name}`]]));
    const grads = back({ ...part("d?", (name) => at[`d${name}`]), ...record }, 1, 1);
    const dx = matmulTransposed(grads.dxU, U, 1, K, 1);
    const dh_prev = matmulTransposed(grads.dhW, W, 1, K, 1, grads.dh_prev);
    const { dxU, dhW } = grads;
    const slopes = {
      dU: transposedMatmul([x], dxU, 1, 1, K),
      dW: transposedMatmul([h], dhW, 1, 1, K),
      db: dxU,
      db_h: dhW,
    };
    for (const name in weights)
      Object.assign(terms, { [name]: at[name], [`d${name}`]: slopes[`d${name}`] });
    const each = Object.entries(terms).flatMap(([name, row]) =>
      gates.map((gate, k) => [`${name}[${gate}]`, row[k]]),
    );
    // dc_in arrives from outside; the cell's own dc is that and what comes back from h.
    const arriving = part("d?_in", (name) => at[`d${name}`]);
    return {
      ...one({ x: [x], ...values, ...grads, dx, dh_prev, ...arriving }),
      ...Object.fromEntries(each),
    };
  };
}
