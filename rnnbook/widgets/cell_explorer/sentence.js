// A stage's sentence in words and numbers; the sentences themselves are in cell.json.
//
// In a sentence, {f} is a number of the diagram, {f%} the same in per cent, $c_t−1$ a
// symbol with its subscript, and (6.9) an equation of the chapter. Where two numbers are
// added or multiplied, the sign after them is "=" or "≈", as the digits on show have it.
import { el, math } from "../_runtime/controls.js";
import { write } from "../_runtime/svg.js";
import { format, percent } from "../_runtime/text.js";

const PARTS = /(\{[^}]+\}(?: [+×] \{[^}]+\})+ = \{[^}]+\}|\{[^}]+\}|\$[^$]+\$|\(\d+\.\d+\))/;
const symbol = (part) => math(...part.slice(1, -1).split("_"));

// A text with its $symbols$ set: "forget bias $b_f$".
export const typeset = (text) =>
  text.split(/(\$[^$]+\$)/).map((part) => (part.startsWith("$") ? symbol(part) : part));

// An equation's number; where the page has that equation, a way to it.
function equation(number) {
  const id = `eq-${number.replace(".", "-")}`;
  return document.getElementById(id) ? el("a", { href: `#${id}` }, `(${number})`) : `(${number})`;
}

// A line may end before a sign, not behind it.
const tie = (text) => text.replaceAll(/ ([=+×]) /g, " $1\u00a0").replaceAll("tanh ", "tanh\u00a0");

// Puts a stage's sentence into `root` and returns update(values) for its numbers.
export function sentence(root, { say, back }) {
  const slots = [];
  const slot = (kind, text) => {
    const made = el("span", { class: kind });
    slots.push([made, text]);
    return made;
  };
  const written = (value) => format(value, back ? 3 : 2);
  const part = (text) => {
    const names = text.match(/[^{}]+(?=\})/g);
    const [, sign] = text.match(/\} ([+×]) \{/) ?? [];
    if (sign) {
      return slot("rnn-value rnn-sum", (values) =>
        calculation(...names.map((name) => written(values[name])), sign),
      );
    }
    if (text.startsWith("$")) return symbol(text);
    if (/^\(\d+\.\d+\)$/.test(text)) return equation(text.slice(1, -1));
    if (!text.startsWith("{")) return tie(text);
    const [name, hundred] = names[0].split(/(%)/);
    return slot("rnn-value", (values) => (hundred ? percent : written)(values[name]));
  };
  root.replaceChildren(...say.split(PARTS).map(part));
  return (values) => {
    for (const [made, text] of slots) write(made, text(values));
  };
}

// "0.61 + 0.57 = 1.18" out of written numbers, the result and the sign last; "≈" where
// they, as they are written, do not give the result as it is written, "− 0.002" instead
// of "+ −0.002".
export function calculation(...told) {
  const sign = told.pop();
  const result = told.pop();
  const number = (text) => Number(text.replaceAll("−", "-"));
  const made = told.map(number).reduce((a, b) => (sign === "+" ? a + b : a * b));
  const [digits, exponent = 0] = result.split("e−");
  const decimals = (digits.split("e")[0].split(".")[1] ?? "").length + Number(exponent);
  const equal = Math.abs(made - number(result)) <= 0.5 * 10 ** -decimals + 1e-9;
  const [first, ...others] = told;
  const below = (b) => sign === "+" && b.startsWith("−");
  const rest = others.map((b) => (below(b) ? `−\u00a0${b.slice(1)}` : `${sign}\u00a0${b}`));
  return [first, ...rest, `${equal ? "=" : "≈"}\u00a0${result}`].join(" ");
}
