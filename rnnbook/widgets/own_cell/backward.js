// The panel of the backward: what the rules make of the forward, line by line with numbers,
// and whether the backward that the text has is the same.
import { button, el } from "../_runtime/controls.js";
import { compile } from "../_runtime/graph.js";
import { write } from "../_runtime/svg.js";
import { format, scientific } from "../_runtime/text.js";
import { compare } from "./compare.js";
import { SAID, derive } from "./derive.js";
import { roleOf } from "./graph.js";
import { inputsOf } from "./numbers.js";

const seedsOf = (state) => Object.fromEntries(state.map((part) => [part, `d${part}`]));
const zero = (state) => `0 * d${state[0]}`;

// The last lines: the blocks of dxU and dhW side by side.
function joined({ grads, names }, inputs, state) {
  const row = (name) => {
    const blocks = inputs[name].map((id) => names.get(grads.get(id)) ?? zero(state));
    return blocks.length > 1 ? `np.concatenate([${blocks.join(", ")}], axis=-1)` : blocks[0];
  };
  const [dxU, dhW] = ["xU", "hW"].map(row);
  return dxU === dhW
    ? [["dxU = dhW", dxU]]
    : [
        ["dxU", dxU],
        ["dhW", dhW],
      ];
}

// What is shown of a graph: lines with the ids of their values, and a function for these.
export function backwardOf(traced) {
  const { forward, gates, state } = traced;
  const derived = derive(forward, gates, state, seedsOf(state));
  const block = (id) =>
    forward.nodes[id][0] === "input" && ["xU", "hW"].includes(forward.nodes[id][1]);
  const lines = derived.lines.filter(({ of, text }) => !(block(of) && /^\w+$/.test(text)));
  const ids = Object.fromEntries(lines.map(({ id }) => [id, [id]]));
  const run = compile({ nodes: derived.nodes, inputs: derived.inputs }, ids);
  const inputs = inputsOf(traced);
  const values = (at) => {
    const given = Object.fromEntries(state.map((part) => [`d${part}`, [1]]));
    for (const { key, name, start } of inputs) (given[name] ??= []).push(at[key] ?? start);
    return run(given, 1, 1);
  };
  return { derived, lines, last: joined(derived, forward.inputs, state), values };
}

// The gradients of the row q that the last block of W is given.
const rowOf = ({ inner, gates, state }) => derive(inner, gates, state, { q: "dq" });

// The sentence of the comparison.
export function verdict(traced, derived) {
  if (traced.derived) {
    return [
      undefined,
      "Your text has no backward. The figures use this one, which the rules make of your lines.",
    ];
  }
  const found = compare(traced, derived, traced.backward);
  const row = traced.inner && compare(traced, rowOf(traced), traced.inner_backward);
  const { equal, most, name, what, wrong, at } = found.equal && row ? row : found;
  if (equal) {
    return [
      true,
      `The backward in your text is right: it differs from these lines by ${scientific(most)} at most, at 24 random steps.`,
    ];
  }
  const numbers = `There it is ${format(at[0], 3)}, and should be ${format(at[1], 3)}`;
  const which = what || "is another number";
  const others = wrong.length > 1 ? ` So ${wrong.length} of its results are wrong.` : "";
  return [
    false,
    `The backward in your text is not that of your forward. It first differs at ${name}, which ${which}. ${numbers} (a random step).${others}`,
  ];
}

function lineOf(name, text, role) {
  const value = el("td", { class: "number" });
  const code = el("code", {}, el("b", {}, name), ` = ${text}`);
  return { root: el("tr", { "data-role": role }, el("td", {}, code), value), value };
}

function makeTable() {
  const body = el("tbody");
  const columns = ["line", "value"].map((text) => el("th", { scope: "col" }, text));
  const head = el("thead", {}, el("tr", {}, ...columns));
  return {
    body,
    root: el("div", { class: "scrolls" }, el("table", { class: "derived" }, head, body)),
  };
}

// The rules that a cell's operations ask for, folded away.
function makeRules() {
  const list = el("ul", { class: "rules" });
  const head = el("summary", {}, "The rules that were applied");
  const root = el("details", { class: "rnn-details" }, head, list);
  const show = (ops) => {
    const used = Object.keys(SAID).filter((op) => ops.has(op));
    list.replaceChildren(...used.map((op) => el("li", {}, SAID[op])));
  };
  return { root, show };
}

// put(text): another text for the reader's. { root, build(understood), draw(settings) }.
export function makeBackward(put) {
  const [told, from] = [el("p", { class: "verdict" }), el("p", { class: "quiet" })];
  const [table, rules] = [makeTable(), makeRules()];
  const writeIn = button("Write it into the text", () => put(shown.text));
  const root = el("div", { class: "backward" }, told, writeIn, from, table.root, rules.root);
  let [shown, rows] = [undefined, []];
  return {
    root,
    build({ traced }) {
      shown = { ...backwardOf(traced), text: traced.text };
      writeIn.hidden = !traced.derived;
      const [right, words] = verdict(traced, shown.derived);
      write(told, words);
      told.dataset.right = right ?? "";
      const seeds = traced.state.map((part) => `d${part} = 1`).join(" and ");
      write(from, `From ${seeds}, the last operation first; the inputs are those of the wiring.`);
      rows = shown.lines.map(({ name, text }) => lineOf(name, text, roleOf(name.slice(1))));
      const last = shown.last.map(([name, text]) => lineOf(name, text, "forward"));
      table.body.replaceChildren(...[...rows, ...last].map((row) => row.root));
      rules.show(shown.derived.ops);
    },
    draw({ at }) {
      const values = shown.values(at);
      shown.lines.forEach(({ id }, k) => write(rows[k].value, format(values[id][0], 3)));
      return told.textContent;
    },
  };
}
