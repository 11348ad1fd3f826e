// A traced graph as a loop over the entries of a batch, on numbers that stand in one array.
//
// Where the values of a graph stand is said by places: { slot, block, row }: the slot'th of
// the offsets that a call is given, the number of the block there, and how many blocks a row
// has (0: one row for all sequences, a weight). An entry is all[offset + b row H + block H + j].
import { expression, reached } from "../graph.js";

const entry = ({ slot, block, row }) => {
  const rowsAbove = row ? `b * ${row} * H + ` : "";
  return `all[o${slot} + ${rowsAbove}${block} * H + j]`;
};

// What is computed: [{ node, place, add }], stored in this order, added where `add` says so.
// inputs: { name: [place of each block] }. Returns run(all, B, H, offsets).
export function compileLoop({ nodes }, inputs, outputs) {
  const lines = reached(nodes, { all: outputs.map(({ node }) => node) }).map((k) => {
    const [op, name, block] = nodes[k];
    const value = op === "input" ? entry(inputs[name][block]) : expression(nodes[k], {});
    return `const v${k} = ${value};`;
  });
  const stores = outputs.map(
    ({ node, place, add }) => `${entry(place)} ${add ? "+=" : "="} v${node};`,
  );
  const places = [...Object.values(inputs).flat(), ...outputs.map(({ place }) => place)];
  const slots = [...new Set(places.map(({ slot }) => slot))];
  const starts = slots.map((k) => `const o${k} = offsets[${k}];`);
  return new Function(
    "all",
    "B",
    "H",
    "offsets",
    `"use strict";
      ${starts.join("\n")}
      for (let b = 0; b < B; b++) for (let j = 0; j < H; j++) {
        ${lines.join("\n")}
        ${stores.join("\n")}
      }`,
  );
}
