// Every array of the step at the cursor, in the order in which it is computed.
import { el, math } from "../_runtime/controls.js";
import { write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { rowAt } from "./numbers.js";
import { SYMBOLS, inColumns } from "./parts.js";

// What an array is made of, where its symbol does not say it.
const MADE = {
  a: () => ["the sum of both"],
  h: () => ["tanh ", math("a", "t")],
  o: () => [math("h", "t"), " ", math("V"), " + ", math("b", "y")],
  y: () => ["softmax ", math("o", "t")],
};
// A row of the table: what the array is, its numbers, its shape.
function line(name, head, shape) {
  const values = el("td", { class: "values number" });
  const root = el("tr", { class: name }, el("th", { scope: "row" }, ...head), values, shape);
  return { name, root, values };
}

export function makeArrays({ D, H }) {
  const widths = { x: D, h_prev: H, xU: H, hW: H, a: H, h: H, o: D, y: D };
  const rows = Object.entries(widths).map(([name, width]) => {
    const made = MADE[name] ? [" = ", el("span", {}, ...MADE[name]())] : [];
    const shape = el("td", { class: "shape number" }, `(1, ${width})`);
    return line(name, [SYMBOLS[name](), ...made], shape);
  });
  const caption = el("caption", {});
  const wanted = el("span");
  const head = [SYMBOLS.losses(), " = −ln ", math("y", "t"), wanted];
  const last = line("losses", head, el("td", { class: "shape" }, "scalar"));
  const body = el(
    "tbody",
    {},
    rows.map((row) => row.root),
    last.root,
  );
  const root = el("table", { class: "arrays" }, caption, body);

  function show(s, result) {
    const [read, next] = [s.symbols[s.notes[s.t - 1]], s.symbols[s.notes[s.t]]];
    write(caption, `Step ${s.t} of ${result.T}: reads ${read}, should expect ${next}`);
    for (const { name, values } of rows) {
      const written = name === "x" ? String : (value) => format(value);
      write(values, inColumns([rowAt(result, name, s.t).map(written)], 6));
    }
    write(wanted, ` of ${next}`);
    write(last.values, inColumns([[format(result.losses[s.t - 1])]], 6));
  }
  return { root, show };
}
