// The walk through the cell: what each stage is called, what it says, with which numbers.
//
// In a sentence, {f} is a number of the diagram, {f%} the same in per cent, $c_t−1$ a
// symbol with its subscript, and (6.9) an equation of the chapter. Where two numbers are
// added or multiplied, the sign after them is "=" or "≈", as the digits on show have it.
import { el, format, math, percent } from "../_runtime/controls.js";

export const STAGES = [
  { key: "all", name: "cell", say:
    "The whole step: $c_t$ = $f$ $c_t−1$ + $i$ $g$ = {f*c_prev} + {i*g} = {c}, (6.12), and $h_t$ = $o$ tanh $c_t$ = {o} × {tanh_c} = {h}, (6.13). "
    + "Move a control and follow the numbers, or walk through the cell piece by piece." },
  { key: "forget", name: "forget", say:
    "Forget gate, (6.9): $f$ = σ($a_f$) = σ({a_f}) = {f}, so {f%} of $c_t−1$ stays: {c_prev} becomes {f*c_prev}." },
  { key: "input", name: "input", say:
    "Input gate and candidate, (6.8) and (6.10): $g$ = tanh({a_g}) = {g} is what could be written, "
    + "$i$ = σ({a_i}) = {i} how much of it: $i$ $g$ = {i*g}." },
  { key: "update", name: "update", say:
    "Update, (6.12): $c_t$ = $f$ $c_t−1$ + $i$ $g$ = {f*c_prev} + {i*g} = {c}. Old and new are added, and nothing squashes the sum." },
  { key: "output", name: "output", say:
    "Output gate, (6.11) and (6.13): $o$ = σ({a_o}) = {o} lets {o%} of tanh $c_t$ = {tanh_c} out: $h_t$ = {h}. $c_t$ itself goes on untouched." },
  { key: "back-output", name: "output", back: true, say:
    "Backward through (6.13): $dh_t$ = {dh} gives $do$ = $dh_t$ tanh $c_t$ = {do}, and past the tanh "
    + "a part of it reaches the belt. With what arrives there, $dc_t$ = {dc_in}, the total is $dc$ = {dc}." },
  { key: "back-update", name: "update", back: true, say:
    "Backward through (6.12): the plus hands the total $dc$ = {dc} to both sides unchanged. Along the belt "
    + "only the forget gate scales it: $dc_t−1$ = $dc$ $f$ = {dc_prev}. Beside it $df$ = {df}, $di$ = {di}, $dg$ = {dg}." },
  { key: "back-gates", name: "gates", back: true, say:
    "Backward through (6.8) to (6.11): every gate multiplies by its slope, small where it is saturated: "
    + "$da_f$ = $df$ $f$ (1 − $f$) = {da_f}, $da_i$ = {da_i}, $da_g$ = $dg$ (1 − $g$²) = {da_g}, $da_o$ = {da_o}." },
  { key: "back-inputs", name: "inputs", back: true, say:
    "Backward through (6.7): each $da$ goes back through its weights, and the four add up: "
    + "$dx_t$ = {dx}, $dh_t−1$ = {dh_prev}." },
];

// What the small explorer says, on a page that has no equations.
export const BRIEF = { say:
  "The forget gate keeps {f%} of the cell state: {c_prev} becomes {f*c_prev}. The input gate adds {i*g}, "
  + "so $c_t$ = {c}, and the output gate shows $h_t$ = {h} of it." };

export const stageOf = (key) => STAGES.find((stage) => stage.key === key) ?? STAGES[0];

// An equation's number; where the page has that equation, a way to it.
function equation(number) {
  const id = `eq-${number.replace(".", "-")}`;
  return document.getElementById(id) ? el("a", { href: `#${id}` }, `(${number})`) : `(${number})`;
}

// Puts a stage's sentence into `root` and returns update(values) for its numbers.
export function sentence(root, stage) {
  const slots = [];
  const sums = [];
  const tie = (text) => text.replaceAll(/ ([=+×]) /g, " $1\u00a0").replaceAll("tanh ", "tanh\u00a0"); // a line may end before a sign
  const parts = stage.say.split(/(\{[^}]+\} [+×] \{[^}]+\} = \{[^}]+\}|\{[^}]+\}|\$[^$]+\$|\(6\.\d+\))/).map((part) => {
    const sum = part.match(/^\{(.+)\} ([+×]) \{(.+)\} = \{(.+)\}$/);
    if (sum) {
      const text = document.createTextNode("");
      sums.push([text, sum[1], sum[2], sum[3], sum[4]]);
      return el("span", { class: "rnn-value rnn-sum" }, text);
    }
    if (part.startsWith("$")) return math(...part.slice(1, -1).split("_"));
    if (/^\(6\.\d+\)$/.test(part)) return equation(part.slice(1, -1));
    if (!part.startsWith("{")) return tie(part);
    const text = document.createTextNode("");
    const [name, hundred] = part.slice(1, -1).split(/(%)/);
    slots.push([text, name, hundred]);
    return el("span", { class: "rnn-value" }, text);
  });
  root.replaceChildren(...parts);
  const write = (text, next) => { if (text.data !== next) text.data = next; };
  const written = (value) => format(value, stage.back ? 3 : 2);
  return (values) => {
    for (const [text, name, hundred] of slots) write(text, hundred ? percent(values[name]) : written(values[name]));
    for (const [text, a, sign, b, result] of sums) {
      write(text, calculation(...[a, b, result].map((name) => written(values[name])), sign));
    }
  };
}

// "0.61 + 0.57 = 1.18" out of three written numbers; "≈" where the two, as they are
// written, do not give the third as it is written, "− 0.002" instead of "+ −0.002".
export function calculation(a, b, result, sign) {
  const [left, right, shown] = [a, b, result].map((text) => Number(text.replaceAll("−", "-")));
  const made = sign === "+" ? left + right : left * right;
  const decimals = (result.split("e")[0].split(".")[1] ?? "").length + Number(result.split("e−")[1] ?? 0);
  const equal = Math.abs(made - shown) <= 0.5 * 10 ** -decimals + 1e-9;
  const second = sign === "+" && b.startsWith("−") ? `−\u00a0${b.slice(1)}` : `${sign}\u00a0${b}`;
  return `${a} ${second} ${equal ? "=" : "≈"}\u00a0${result}`;
}
