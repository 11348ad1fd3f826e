// Every array of the step at the cursor, in the order in which it is computed.
import { el, format, math } from "../_runtime/controls.js";
import { rowAt } from "./numbers.js";
import { SYMBOLS, write } from "./parts.js";

const sized = (text, ...parts) => el("span", {}, text, ...parts);

export function makeArrays({ D, H }) {
  const ROWS = [
    ["x", "", D],
    ["h_prev", "", H],
    ["xU", "", H],
    ["hW", "", H],
    ["a", sized("the sum of both"), H],
    ["h", sized("tanh ", math("a", "t")), H],
    ["o", sized("", math("h", "t"), " ", math("V"), " + ", math("b", "o")), D],
    ["y", sized("softmax ", math("o", "t")), D],
  ];
  const caption = el("caption", {});
  const rows = ROWS.map(([name, how, width]) => {
    const cells = Array.from({ length: width }, () => el("span", { class: "number" }));
    const root = el("tr", { class: name }, el("th", { scope: "row" }, SYMBOLS[name](), how ? " = " : "", how),
      el("td", { class: "values" }, el("span", { class: "row" }, cells)), el("td", { class: "shape number" }, `(1, ${width})`));
    return { name, cells, root };
  });
  const [loss, wanted] = [el("span", { class: "number" }), el("span")];
  const lossRow = el("tr", { class: "losses" }, el("th", { scope: "row" }, SYMBOLS.losses(), " = −ln ", math("y", "t"), wanted),
    el("td", { class: "values" }, loss), el("td", { class: "shape" }, "scalar"));
  const root = el("table", { class: "arrays" }, caption, el("tbody", {}, rows.map((row) => row.root), lossRow));

  function show(s, result) {
    const [read, next] = [s.symbols[s.notes[s.t - 1]], s.symbols[s.notes[s.t]]];
    write(caption, `Step ${s.t} of ${result.T}: reads ${read}, should expect ${next}`);
    for (const { name, cells } of rows) {
      rowAt(result, name, s.t).forEach((value, k) => write(cells[k], name === "x" ? String(value) : format(value)));
    }
    write(wanted, ` of ${next}`);
    write(loss, format(result.losses[s.t - 1]));
  }
  return { root, show };
}
