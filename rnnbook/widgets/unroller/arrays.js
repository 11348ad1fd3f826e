// Every array of the step at the cursor, in the order in which it is computed.
import { el, math } from "../_runtime/controls.js";
import { write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { rowAt } from "./numbers.js";
import { SYMBOLS, number, numbers } from "./parts.js";

// What an array is made of, where its symbol does not say it.
const MADE = {
  a: () => ["the sum of both"],
  h: () => ["tanh ", math("a", "t")],
  o: () => [math("h", "t"), " ", math("V"), " + ", math("b", "y")],
  y: () => ["softmax ", math("o", "t")],
};
const line = (kind, head, values, shape) =>
  el(
    "tr",
    { class: kind },
    el("th", { scope: "row" }, ...head),
    el("td", { class: "values" }, values),
    shape,
  );

export function makeArrays({ D, H }) {
  const widths = { x: D, h_prev: H, xU: H, hW: H, a: H, h: H, o: D, y: D };
  const rows = Object.entries(widths).map(([name, width]) => {
    const cells = numbers(width);
    const made = MADE[name] ? [" = ", el("span", {}, ...MADE[name]())] : [];
    const values = el("span", { class: "row" }, cells);
    const shape = el("td", { class: "shape number" }, `(1, ${width})`);
    return { name, cells, root: line(name, [SYMBOLS[name](), ...made], values, shape) };
  });
  const caption = el("caption", {});
  const [loss, wanted] = [number(), el("span")];
  const head = [SYMBOLS.losses(), " = −ln ", math("y", "t"), wanted];
  const last = line("losses", head, loss, el("td", { class: "shape" }, "scalar"));
  const body = el(
    "tbody",
    {},
    rows.map((row) => row.root),
    last,
  );
  const root = el("table", { class: "arrays" }, caption, body);

  function show(s, result) {
    const [read, next] = [s.symbols[s.notes[s.t - 1]], s.symbols[s.notes[s.t]]];
    write(caption, `Step ${s.t} of ${result.T}: reads ${read}, should expect ${next}`);
    for (const { name, cells } of rows) {
      const written = name === "x" ? String : format;
      rowAt(result, name, s.t).forEach((value, k) => write(cells[k], written(value)));
    }
    write(wanted, ` of ${next}`);
    write(loss, format(result.losses[s.t - 1]));
  }
  return { root, show };
}
