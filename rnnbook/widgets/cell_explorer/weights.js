// The weights, a row for each gate, and what they add up to.
import { details, el, format, math, number } from "../_runtime/controls.js";
import { typeset } from "./sentence.js";

// A weight, [symbol, meaning, gates], may belong to some of the gates only.
export const belongs = ([, , only], gate) => only?.includes(gate) ?? true;

export function makeWeights({ gates, weights, table }, names, state, putWeight) {
  const rows = names.map((gate, k) => {
    const { name: called, role, sum: total } = gates[gate];
    const given = Object.entries(weights).filter(([, weight]) => belongs(weight, gate));
    const fields = given.map(([name, [, meaning]]) => [name, number({
      label: `${called}, ${meaning}`, role, value: state[name][k],
      onInput: (value) => putWeight(name, k, value),
    })]);
    const sum = document.createTextNode("");
    const head = el("th", { scope: "row", "data-role": role }, math(gate), el("span", { class: "rnn-gate-name" }, ` ${called}`));
    const cells = new Map(fields);
    return { fields, k, sum, total, root: el("tr", {}, head,
      ...Object.keys(weights).map((name) => el("td", {}, cells.get(name)?.root ?? "")), el("td", { class: "rnn-value" }, sum)) };
  });
  const heads = Object.values(weights).map(([letter]) => el("th", { scope: "col" }, ...typeset(letter)));
  const root = details(table.summary, el("table", { class: "rnn-weights" },
    el("caption", {}, ...typeset(table.caption)),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, table.head), ...heads, el("th", { scope: "col" }, math("a")))),
    el("tbody", {}, ...rows.map((r) => r.root))));
  return {
    root,
    update(current, values) {
      for (const { fields, k, sum, total } of rows) {
        for (const [name, field] of fields) field.set(current[name][k]);
        const next = format(values[total]);
        if (sum.data !== next) sum.data = next;
      }
    },
  };
}
