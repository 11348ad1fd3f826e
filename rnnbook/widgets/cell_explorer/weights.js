// The twelve weights, a row for each gate, and what they add up to.
import { details, el, format, math, number } from "../_runtime/controls.js";

const GATES = { i: "input gate", f: "forget gate", g: "candidate", o: "output gate" };
export const WEIGHTS = { U: ["u", "weight of x"], W: ["w", "weight of h"], b: ["b", "bias"] };

export function makeWeights(gates, state, putWeight) {
  const rows = gates.map((gate, k) => {
    const fields = Object.entries(WEIGHTS).map(([name, [, meaning]]) => [name, number({
      label: `${GATES[gate]}, ${meaning}`, role: gate, value: state[name][k],
      onInput: (value) => putWeight(name, k, value),
    })]);
    const sum = document.createTextNode("");
    const head = el("th", { scope: "row", "data-role": gate }, math(gate), el("span", { class: "rnn-gate-name" }, ` ${GATES[gate]}`));
    return { fields, k, sum, gate, root: el("tr", {}, head,
      ...fields.map(([, field]) => el("td", {}, field.root)), el("td", { class: "rnn-value" }, sum)) };
  });
  const heads = Object.values(WEIGHTS).map(([letter]) => el("th", { scope: "col" }, math(letter)));
  const root = details("Weights of the four gates", el("table", { class: "rnn-weights" },
    el("caption", {}, math("a"), " = ", math("x", "t"), " ", math("u"), " + ", math("h", "t−1"), " ", math("w"), " + ", math("b")),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "gate"), ...heads, el("th", { scope: "col" }, math("a")))),
    el("tbody", {}, ...rows.map((r) => r.root))));
  return {
    root,
    update(current, values) {
      for (const { fields, k, sum, gate } of rows) {
        for (const [name, field] of fields) field.set(current[name][k]);
        const next = format(values[`a_${gate}`]);
        if (sum.data !== next) sum.data = next;
      }
    },
  };
}
