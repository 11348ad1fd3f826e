// Lines of arithmetic by themselves, for exercises: a body, or a whole def.
import { graphOf, output, readModule, world } from "./cell.js";
import { parse } from "./parse.js";
import { refuse } from "./refusal.js";
import { input, newGraph, runFunction } from "./run.js";

const START = { line: 1, column: 1 };

// Lines that are all indented alike are moved to the left.
function unindented(text) {
  const lines = text.split("\n");
  const first = lines.find((line) => /[^ \t]/.test(line)) ?? "";
  const indent = /^[ \t]*/.exec(first)[0];
  return lines.map((l) => (l.startsWith(indent) ? l.slice(indent.length) : l)).join("\n");
}

// The function that the lines are: the last def of the text, or the lines themselves.
function theFunction(statements, inputs) {
  const functions = statements.filter(({ kind }) => kind === "function");
  if (functions.length) {
    const f = functions.at(-1);
    for (const { name, ...at } of f.params) {
      if (!Object.hasOwn(inputs, name)) {
        refuse("lines_parameter", at, { name, wanted: Object.keys(inputs).join(", ") });
      }
    }
    return [f, readModule(statements)];
  }
  const lines = statements.filter(({ kind }) => kind === "set" || kind === "return");
  const others = statements.filter(({ kind }) => kind === "class");
  const params = Object.keys(inputs).map((name) => ({ name, line: 1, column: 1 }));
  return [{ name: "", params, body: lines, ...START }, readModule(others)];
}

const flat = (value) => (value.kind === "tuple" ? value.items.flatMap(flat) : [value]);

// linesGraph(text, { name: blocks }, [names]): the graph of the lines.
export function linesGraph(text, inputs, wanted) {
  const plain = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const [f, m] = theFunction(parse(unindented(plain)), inputs);
  const x = world(m, newGraph());
  const given = new Map(Object.entries(inputs).map(([n, width]) => [n, input(x.graph, n, width)]));
  const values = f.params.map(({ name }) => given.get(name));
  const isBody = f.name === "" && !f.body.some(({ kind }) => kind === "return");
  const { result, locals, returned: line } = runFunction(x, f, values, isBody);
  const at = line ?? f.body.at(-1) ?? START;
  const found = result ? flat(result) : wanted.map((name) => locals.get(name));
  if (result && found.length !== wanted.length) {
    const came = found.length === 1 ? "one value" : `${found.length} values`;
    refuse("parts", at, { came, wanted: `return ${wanted.join(", ")}` });
  }
  const outputs = {};
  wanted.forEach((name, k) => {
    if (!found[k]) refuse("lines_output", at, { name });
    if (found[k].kind === "number") refuse("number_out", at, { name });
    const width = found[k].ids?.length ?? 1;
    outputs[name] = output(x, found[k], width, at, name);
  });
  return graphOf(x.graph, outputs, locals);
}
