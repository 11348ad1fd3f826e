// The backprop debugger: checkboxes on the lines of the backward, and the report of the
// check. All numbers were made in Python, by running the altered source.
import { button, checkbox, el, els } from "../_runtime/controls.js";
import { format } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";

// Bars run from 1e-7, where rounding begins, to 1.
const LOWEST = 7;
const share = (error) => Math.min(1, Math.max(0, 1 + Math.log10(error) / LOWEST));
const HEADS = ["gradient", "shape", "relative error", "", "check"];

function termRow(term, onChange) {
  const put = el("ins", {}, term.new);
  const number = el("span", { class: "eq" }, `(${term.equation})`);
  const { box, label } = checkbox([`${term.label} `, number], (on) => onChange(term.key, !on));
  const code = el("code", { id: `${box.id}-code` }, term.before, el("del", {}, term.old));
  code.append(put, term.after);
  box.setAttribute("aria-describedby", code.id);
  const state = el("span", { class: "state" });
  const root = el("li", {}, el("div", { class: "head" }, box, label, state), code);
  return {
    root,
    box,
    update(off) {
      box.checked = !off;
      root.classList.toggle("off", off);
      state.textContent = off ? "switched off" : "";
      put.hidden = !off;
    },
  };
}

function arrayRow([name, shape]) {
  const [bar] = els("span", "bar");
  const [size, track, error, verdict] = els("td", "shape", "track", "error", "verdict");
  track.append(bar);
  const head = el("th", { scope: "row" }, el("i", {}, `d${name}`));
  const root = el("tr", {}, head, size, track, error, verdict);
  return {
    root,
    update(value, wrong, steps) {
      size.textContent = `(${(name === "x" ? [steps, ...shape.slice(1)] : shape).join(", ")})`;
      root.classList.toggle("wrong", value > 0);
      bar.style.setProperty("--part", (value ? share(value) : 0).toFixed(4));
      error.textContent = value ? format(value) : "< 1e−7";
      verdict.textContent = value ? ["WRONG", wrong].filter(Boolean).join(": ") : "ok";
    },
  };
}

// The report: a table with a row for each gradient, and below it the error of all.
function report(steps, lines, whole) {
  const heads = HEADS.map((text) => (text ? el("th", { scope: "col" }, text) : el("td")));
  const rows = lines.map(({ root }) => root);
  const [box] = els("div", "report");
  const head = el("thead", {}, el("tr", {}, heads));
  box.append(steps, el("table", {}, head, el("tbody", {}, rows)), whole);
  return box;
}

const TOGETHER = "Error of all parameters together (dx and those of the first state not counted): ";

export default widget((w) => {
  const [terms, arrays, checks, blocks] = ["terms", "arrays", "checks", "blocks"].map(w.get);
  const keys = terms.map(({ key }) => key);
  const isOff = (key) => w.get("off").includes(key);
  const toggle = (key, off) => w.set({ off: keys.filter((k) => (k === key ? off : isOff(k))) });
  const rows = terms.map((term) => termRow(term, toggle));
  const lines = arrays.map(arrayRow);
  // The button is then disabled: keep the keyboard's place, at the first term mended.
  const mendAll = () => {
    const first = keys.findIndex(isOff);
    w.set({ off: [] });
    rows[first]?.box.focus();
  };
  const mend = button("switch all on", mendAll, { class: "rnn-button mend" });
  const lengths = Object.keys(checks).map((T) => [Number(T), T]);
  const steps = w.choices("steps", "Steps of the sequence", lengths, { name: "steps" });
  const [whole] = els("p", "whole");
  const [list] = els("div", "terms");
  list.append(
    el(
      "ul",
      {},
      rows.map(({ root }) => root),
    ),
    mend,
  );
  const found = report(steps.root, lines, whole);
  w.group("Backprop debugger", { class: "debugger" }, list, found);

  function draw() {
    const off = keys.map(isOff);
    const [length, bits] = [w.get("steps"), off.map(Number).join("")];
    const errors = checks[length][bits];
    const spelt = blocks[length]?.[bits] ?? [];
    rows.forEach((row, k) => row.update(off[k]));
    lines.forEach((line, k) => line.update(errors[k], [...(spelt[k] ?? "")].join(" "), length));
    mend.disabled = !off.includes(true);
    const error = errors.at(-1);
    const all = el("b", {}, error ? format(error) : "< 1e−7");
    whole.replaceChildren(TOGETHER, all);
    const wrong = arrays.filter((_, k) => errors[k] > 0).map(([name]) => `d${name}`);
    return wrong.length ? `Wrong: ${wrong.join(", ")}.` : "All gradients are right.";
  }

  return { draw };
});
