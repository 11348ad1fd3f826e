// A stage's sentence in words and numbers; the sentences themselves are in cell.json.
//
// In a sentence, {f} is a number of the diagram, {f%} the same in per cent, $c_t−1$ a
// symbol with its subscript, and (6.9) an equation of the chapter. Where two numbers are
// added or multiplied, the sign after them is "=" or "≈", as the digits on show have it.
import { el, format, math, percent } from "../_runtime/controls.js";

const symbol = (part) => math(...part.slice(1, -1).split("_"));

// A text with its $symbols$ set: "forget bias $b_f$".
export const typeset = (text) => text.split(/(\$[^$]+\$)/).map((part) => (part.startsWith("$") ? symbol(part) : part));

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
  const parts = stage.say.split(/(\{[^}]+\}(?: [+×] \{[^}]+\})+ = \{[^}]+\}|\{[^}]+\}|\$[^$]+\$|\(\d+\.\d+\))/).map((part) => {
    const [, sign] = part.match(/\} ([+×]) \{/) ?? [];
    if (sign) {
      const text = document.createTextNode("");
      sums.push([text, sign, part.match(/[^{}]+(?=\})/g)]);
      return el("span", { class: "rnn-value rnn-sum" }, text);
    }
    if (part.startsWith("$")) return symbol(part);
    if (/^\(\d+\.\d+\)$/.test(part)) return equation(part.slice(1, -1));
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
    for (const [text, sign, names] of sums) {
      write(text, calculation(...names.map((name) => written(values[name])), sign));
    }
  };
}

// "0.61 + 0.57 = 1.18" out of written numbers, the result and the sign last; "≈" where
// they, as they are written, do not give the result as it is written, "− 0.002" instead
// of "+ −0.002".
export function calculation(...told) {
  const sign = told.pop(), result = told.pop();
  const number = (text) => Number(text.replaceAll("−", "-"));
  const made = told.map(number).reduce((a, b) => (sign === "+" ? a + b : a * b));
  const decimals = (result.split("e")[0].split(".")[1] ?? "").length + Number(result.split("e−")[1] ?? 0);
  const equal = Math.abs(made - number(result)) <= 0.5 * 10 ** -decimals + 1e-9;
  const [first, ...others] = told;
  const rest = others.map((b) => (sign === "+" && b.startsWith("−") ? `−\u00a0${b.slice(1)}` : `${sign}\u00a0${b}`));
  return [first, ...rest, `${equal ? "=" : "≈"}\u00a0${result}`].join(" ");
}
