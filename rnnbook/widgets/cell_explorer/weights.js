// The weights, a row for each gate, and what they add up to.
import { details, el, format, math, number } from "../_runtime/controls.js";
import { typeset } from "./sentence.js";

// A weight, [symbol, meaning, gates], may belong to some of the gates only.
export const belongs = ([, , only], gate) => only?.includes(gate) ?? true;

export function makeWeights({ gates, weights, table }, names, state, putWeight) {
  const fields = [];
  const field = (name, gate, k) => {
    const { name: called, role } = gates[gate];
    const made = number({ label: `${called}, ${weights[name][1]}`, role, value: state[name][k],
      onInput: (value) => putWeight(name, k, value) });
    fields.push([name, k, made]);
    return el("td", {}, made.root);
  };
  const head = (gate, symbol, text) => el("th", { scope: "row", "data-role": gates[gate].role }, ...symbol,
    el("span", { class: "rnn-gate-name" }, ` ${text}`));
  const columns = Object.keys(weights).filter((name) => !weights[name][2]);
  // What belongs to some gates only stands in a row of its own, under the last column.
  const others = Object.keys(weights).filter((name) => weights[name][2]);
  const sums = names.map((gate) => [gates[gate].sum, document.createTextNode("")]);
  const rows = names.flatMap((gate, k) => [
    el("tr", {}, head(gate, [math(gate)], gates[gate].name), ...columns.map((name) => field(name, gate, k)),
      el("td", { class: "rnn-value" }, sums[k][1])),
    ...others.filter((name) => belongs(weights[name], gate)).map((name) => el("tr", {},
      head(gate, typeset(weights[name][0]), `in ${gate}`), ...columns.slice(1).map(() => el("td")), field(name, gate, k), el("td"))),
  ]);
  const heads = columns.map((name) => el("th", { scope: "col" }, ...typeset(weights[name][0])));
  const root = details(table.summary, el("table", { class: "rnn-weights" },
    el("caption", {}, ...typeset(table.caption)),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, table.head), ...heads, el("th", { scope: "col" }, math("a")))),
    el("tbody", {}, ...rows)));
  return {
    root,
    update(current, values) {
      for (const [name, k, made] of fields) made.set(current[name][k]);
      for (const [total, text] of sums) {
        const next = format(values[total]);
        if (text.data !== next) text.data = next;
      }
    },
  };
}
