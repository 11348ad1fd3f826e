// A node of a graph as a formula, out of the names of others where they have one: as the
// book's text has it, or as a line of Python.

export const tidy = (value) => String(value).replace("-", "−");

// Signs, words for functions, what a square is, and how a number is written.
export const MATHS = {
  signs: { add: "+", sub: "−", mul: "×", div: "/", greater: ">", neg: "−" },
  called: { max: "maximum", min: "minimum" },
  power: (a, b) => (b === "2" ? `${a}²` : `${a}^${b}`),
  number: tidy,
};
export const PYTHON = {
  signs: { add: "+", sub: "-", mul: "*", div: "/", greater: ">", neg: "-" },
  called: {
    exp: "np.exp", log: "np.log", cos: "np.cos", sin: "np.sin", tanh: "np.tanh",
    max: "np.maximum", min: "np.minimum",
  }, // prettier-ignore
  power: (a, b) => `${a}**${b}`,
  number: String,
};

// How tightly an operation binds; functions, names and numbers bind tightest.
const TIGHT = { greater: 0, add: 1, sub: 1, mul: 2, div: 2, neg: 2, pow: 3, square: 3 };
const [FIRST, WHOLE] = [3, 9];

function called(style, op, told) {
  return [`${style.called[op] ?? op}(${told.map(([text]) => text).join(", ")})`, WHOLE];
}

function raised(style, told) {
  const bound = told.map(([text, strength]) => (strength > FIRST ? text : `(${text})`));
  return [style.power(bound[0], bound[1] ?? "2"), FIRST];
}

function joinedBy(style, op, told) {
  const strength = TIGHT[op];
  const bound = ([text, s], tight) =>
    s < strength || (tight && s === strength) ? `(${text})` : text;
  if (op === "neg") return [`${style.signs.neg}${bound(told[0], true)}`, strength];
  const after = op === "sub" || op === "div" || op === "greater";
  return [`${bound(told[0])} ${style.signs[op]} ${bound(told[1], after)}`, strength];
}

function written(nodes, names, k, style, top) {
  if (!top && names.has(k)) return [names.get(k), WHOLE];
  const [op, ...args] = nodes[k];
  if (op === "const") return [style.number(args[0]), args[0] < 0 ? TIGHT.add : WHOLE];
  if (op === "input") return [names.get(k), WHOLE];
  const told = args.map((arg) => written(nodes, names, arg, style, false));
  if (op === "pow" || op === "square") return raised(style, told);
  return (TIGHT[op] === undefined ? called : joinedBy)(style, op, told);
}

// The formula of node k; names: Map of ids that stand for themselves. alone: k too, if it
// has a name.
export const formula = (nodes, names, k, style, alone = true) =>
  written(nodes, names, k, style, alone)[0];
