// The weights, a row for each gate, and what they add up to.
import { details, el, math, number } from "../_runtime/controls.js";
import { write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { typeset } from "./sentence.js";

// A weight, [symbol, meaning, gates], may belong to some of the gates only.
export const belongs = ([, , only], gate) => only?.includes(gate) ?? true;

export function makeWeights({ gates, weights, table }, names, state, setWeight) {
  const fields = [];
  const field = (name, gate, k) => {
    const label = `${gates[gate].name}, ${weights[name][1]}`;
    const onInput = (value) => setWeight(name, k, value);
    const made = number({ label, role: gates[gate].role, value: state[name][k], onInput });
    fields.push([name, k, made]);
    return el("td", {}, made.root);
  };
  const head = (gate, symbol, text) => {
    const called = el("span", { class: "rnn-gate-name" }, ` ${text}`);
    return el("th", { scope: "row", "data-role": gates[gate].role }, ...symbol, called);
  };
  const all = Object.keys(weights);
  const columns = all.filter((name) => !weights[name][2]);
  // What belongs to some gates only stands in a row of its own, under the last column.
  const others = all.filter((name) => weights[name][2]);
  const sums = names.map((gate) => [gates[gate].sum, el("td", { class: "rnn-value" })]);
  const rowOf = (gate, k) => {
    const cells = columns.map((name) => field(name, gate, k));
    return el("tr", {}, head(gate, [math(gate)], gates[gate].name), ...cells, sums[k][1]);
  };
  const below = (name, gate, k) => {
    const empty = columns.slice(1).map(() => el("td"));
    const first = head(gate, typeset(weights[name][0]), `in ${gate}`);
    return el("tr", {}, first, ...empty, field(name, gate, k), el("td"));
  };
  const rows = names.flatMap((gate, k) => {
    const own = others.filter((name) => belongs(weights[name], gate));
    return [rowOf(gate, k), ...own.map((name) => below(name, gate, k))];
  });
  const symbols = columns.map((name) => typeset(weights[name][0]));
  const heads = [[table.head], ...symbols, [math("a")]];
  const titles = heads.map((parts) => el("th", { scope: "col" }, ...parts));
  const caption = el("caption", {}, ...typeset(table.caption));
  const [top, body] = [el("thead", {}, el("tr", {}, ...titles)), el("tbody", {}, ...rows)];
  const root = el("table", { class: "rnn-weights" }, caption, top, body);
  return {
    root: details(table.summary, root),
    update(current, values) {
      for (const [name, k, made] of fields) made.set(current[name][k]);
      for (const [total, cell] of sums) write(cell, format(values[total]));
    },
  };
}
