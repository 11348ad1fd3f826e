// Lines that somebody wrote, judged by what they compute in each case.
import { compile } from "../graph.js";
import { MISSING, decodedAll } from "./values.js";
import { verdict } from "./verdict.js";

const OVERFLOWED = "An exponential overflowed on the way: NumPy warned of it.";

// An array of a case with its shape: the right one if the size is, else rows of B.
function shaped(data, k, name, found) {
  if (found === undefined || found === null) return MISSING;
  const right = data.right[k][name];
  const size = right.shape.reduce((product, n) => product * n, 1);
  const { B } = data.write.cases[k];
  const rows = right.shape.length === 1 ? [found.length] : [B, found.length / B];
  const shape = found.length === size ? right.shape : rows;
  return { shape, data: Float64Array.from(found) };
}

export function valuesVerdict(data, arrays) {
  const answers = data.write.cases.map((_, k) =>
    Object.fromEntries(
      data.write.outputs.map((name) => [name, shaped(data, k, name, arrays?.[k]?.[name])]),
    ),
  );
  return verdict(data, answers);
}

const arraysOf = (inputs) =>
  Object.fromEntries(Object.entries(decodedAll(inputs)).map(([name, { data }]) => [name, data]));

// Whether an exponential of the graph becomes infinite in a case where its argument is not.
function overflows(graph, cases) {
  const exps = [...graph.nodes.keys()].filter((k) => graph.nodes[k][0] === "exp");
  const pairs = exps.map((k) => [`v${k}`, [k, graph.nodes[k][1]]]);
  const run = compile(graph, Object.fromEntries(pairs));
  const infinite = ({ B, H, inputs }) =>
    Object.values(run(inputs, B, H)).some((both) =>
      // A row of two blocks: the exponential, and behind it its argument.
      both.some((v, n) => v === Infinity && n % (2 * H) < H && Number.isFinite(both[n + H])),
    );
  return exps.length > 0 && cases.some(infinite);
}

export function writtenVerdict(data, graph) {
  const run = compile(graph);
  const cases = data.write.cases.map((each) => ({ ...each, inputs: arraysOf(each.inputs) }));
  const said = valuesVerdict(
    data,
    cases.map(({ B, H, inputs }) => run(inputs, B, H)),
  );
  const wrong = said.status === "wrong" || said.status === "mistake";
  const told = said.lines.some((line) => line.includes("overflow"));
  if (!wrong || told || !overflows(graph, cases)) return said;
  return { ...said, lines: [...said.lines, OVERFLOWED] };
}
