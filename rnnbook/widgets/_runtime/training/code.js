// The cell of a notebook that trains the same network on the same data, in Python.
import { SETTINGS, checked, numberText } from "./settings.js";

// A text as Python writes it: json's form is a str of Python too.
const literal = (value) => (typeof value === "number" ? numberText(value) : pythonText(value));

function pythonText(text) {
  const ascii = JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return ascii.replace(/\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}/g, (pair) => {
    const point = JSON.parse(`"${pair}"`).codePointAt(0);
    return `\\U${point.toString(16).padStart(8, "0")}`;
  });
}

// asCode(settings, updates): the text; what has its default is left out.
export function asCode(settings, updates = 100) {
  const s = checked(settings);
  const said = Object.keys(SETTINGS).filter(
    (name) => name === "task" || name === "cell" || s[name] !== SETTINGS[name].default,
  );
  const given = said.map((name) => `    ${name}=${literal(s[name])},\n`).join("");
  return (
    "from rnnbook import Playground\n\n" +
    `net = Playground(\n${given})\n` +
    `losses = net.train(${updates})\n` +
    "for k in range(0, len(losses), max(1, len(losses) // 10)):\n" +
    '    print(f"{k + 1:6d} {losses[k]:.10f}")\n'
  );
}
