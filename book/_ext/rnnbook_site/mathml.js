// TeX to the MathML that browsers draw (MathML Core), by MathJax's own reader. It runs
// inside of the build, in a small JavaScript engine, below MathJax's files (formulas.py).
// Browsers space operators by a dictionary of their own. Here each space is the one that
// TeX puts there, and is written down wherever a browser would choose another.

const parts = globalThis.MathJax._;
const macros = globalThis.rnnbookMacros;
// Errors are for Python to see; proof trees are measured in a page.
const unfit = new Set(["noerrors", "bussproofs"]);
const packages = parts.input.tex.AllPackages.AllPackages.filter((name) => !unfit.has(name));
const tex = new parts.input.tex_ts.TeX({
  packages,
  macros,
  tags: "none",
  formatError(_, error) {
    throw error;
  },
});
parts.handlers.html_ts.RegisterHTMLHandler(parts.adaptors.liteAdaptor.liteAdaptor());
const page = parts.mathjax.mathjax.document("", { InputJax: tex });

class Refused extends Error {}

const SPACES = { thinmathspace: 3, mediummathspace: 4, thickmathspace: 5 };
const INFIX = {};
for (const sign of "+−±∓×⋅⊙∘·∗") INFIX[sign] = "4 4";
for (const sign of "=<>≤≥≈≠≡∼∝∈→←⇒↦≪≫") INFIX[sign] = "5 5";
INFIX[","] = INFIX[";"] = "0 3";
const FENCES = new Set("()[]{}⟨⟩⌈⌉⌊⌋");
// Accents that the style sheet brings down to their letters in WebKit.
const ACCENTS = { "^": "hat", ˇ: "hat", "¯": "bar", "˙": "bar", "¨": "bar" };
// Blocks of letters in Unicode: where A, a, Α, α and 0 stand, and letters that stand elsewhere.
const LETTERS = {
  bold: [0x1d400, 0x1d41a, 0x1d6a8, 0x1d6c2, 0x1d7ce],
  "bold-italic": [0x1d468, 0x1d482, 0x1d71c, 0x1d736],
  "double-struck": [0x1d538, 0x1d552, 0, 0, 0x1d7d8],
  script: [0x1d49c, 0x1d4b6],
  "bold-script": [0x1d4d0, 0x1d4ea],
  calligraphic: [0x1d49c, 0x1d4b6],
  "bold-calligraphic": [0x1d4d0, 0x1d4ea],
  fraktur: [0x1d504, 0x1d51e],
  "sans-serif": [0x1d5a0, 0x1d5ba, 0, 0, 0x1d7e2],
  "bold-sans-serif": [0x1d5d4, 0x1d5ee, 0x1d756, 0x1d770, 0x1d7ec],
  monospace: [0x1d670, 0x1d68a, 0, 0, 0x1d7f6],
};
const ELSEWHERE = {
  script: {
    B: "ℬ",
    E: "ℰ",
    F: "ℱ",
    H: "ℋ",
    I: "ℐ",
    L: "ℒ",
    M: "ℳ",
    R: "ℛ",
    e: "ℯ",
    g: "ℊ",
    o: "ℴ",
  },
  fraktur: { C: "ℭ", H: "ℌ", I: "ℑ", R: "ℜ", Z: "ℨ" },
  "double-struck": { C: "ℂ", H: "ℍ", N: "ℕ", P: "ℙ", Q: "ℚ", R: "ℝ", Z: "ℤ" },
};
ELSEWHERE.calligraphic = ELSEWHERE.script;
const STARTS = ["A", "a", "Α", "α", "0"];
const LENGTHS = [26, 26, 25, 25, 10];

function inLetters(text, variant) {
  const blocks = LETTERS[variant];
  if (!blocks) return text;
  return Array.from(text, (letter) => {
    if (ELSEWHERE[variant]?.[letter]) return ELSEWHERE[variant][letter];
    const at = STARTS.findIndex((start, k) => {
      const distance = letter.codePointAt(0) - start.codePointAt(0);
      return blocks[k] && distance >= 0 && distance < LENGTHS[k];
    });
    if (at < 0) return letter;
    return String.fromCodePoint(blocks[at] + letter.codePointAt(0) - STARTS[at].codePointAt(0));
  }).join("");
}

const escaped = (text) =>
  text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

function tag(name, attributes, inner) {
  let text = `<${name}`;
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined && value !== "") text += ` ${key}="${escaped(String(value))}"`;
  return `${text}>${inner}</${name}>`;
}

const given = (node, ...names) =>
  Object.fromEntries(names.map((name) => [name, node.attributes.getExplicit(name)]));
const gap = (node) => SPACES[node.texSpacing()] ?? 0;
const em = (n) => (Math.abs(n) < 0.1 ? "0" : `${Math.round((n / 18) * 1e3) / 1e3}em`);

// What colours and sizes say, as CSS.
function look(node, more = "") {
  const { mathcolor, mathbackground, mathsize, style } = node.attributes.getAllAttributes();
  const rules = [more];
  if (node.attributes.getExplicit("mathcolor")) rules.push(`color:${mathcolor}`);
  if (node.attributes.getExplicit("mathbackground")) rules.push(`background:${mathbackground}`);
  const size = node.attributes.getExplicit("mathsize");
  if (size) rules.push(`font-size:${/^[.\d]+$/.test(size) ? `${size}em` : mathsize}`);
  if (node.attributes.getExplicit("style")) rules.push(style);
  return { ...given(node, "class", "id"), style: rules.filter(Boolean).join(";") };
}

// Of two white squares, the font has one.
const text = (node) =>
  node.childNodes.map((child) => child.getText().replaceAll("◻", "□")).join("");

const inner = (node) =>
  node.childNodes.length === 1 && node.childNodes[0].isInferred
    ? node.childNodes[0].childNodes
    : node.childNodes;

function operator(node, spaces) {
  const sign = text(node);
  const { left, right, inside } = spaces;
  // Behind a function's name. Firefox would add a space of its own to that of an operator.
  if (sign === "\u2061") return `<mo lspace="0" rspace="0">${sign}</mo>${wide(right)}`;
  const attributes = { ...look(node) };
  Object.assign(attributes, given(node, "stretchy", "minsize", "maxsize", "accent", "symmetric"));
  Object.assign(attributes, given(node, "largeop", "movablelimits"));
  const place = ACCENTS[sign];
  if (place && node.parent?.kind === "mover") attributes.class = place;
  if (/^[⊙⊕⊗]$/.test(sign)) attributes.largeop = false; // between two things; Firefox
  if (/^[|‖∣∥]$/.test(sign)) {
    if (node.texClass === 4) attributes.form = "prefix";
    else if (node.texClass === 5) attributes.form = "postfix";
    else if (attributes.minsize) attributes.form = "prefix"; // \big|: in a row none would grow
  }
  const natural = FENCES.has(sign) ? "0 0" : inside ? INFIX[sign] : undefined;
  if (!FENCES.has(sign) && attributes.stretchy === false && INFIX[sign]) delete attributes.stretchy;
  if (natural !== `${Math.round(left)} ${Math.round(right)}`)
    Object.assign(attributes, { lspace: em(left), rspace: em(right) });
  return tag("mo", attributes, escaped(sign));
}

function letters(node) {
  const name = node.kind;
  const variant = node.attributes.getExplicit("mathvariant")?.replace(/^-tex-/, "");
  const content = text(node);
  const attributes = look(node);
  if (name === "mi" && Array.from(content).length === 1) {
    if (variant !== "normal") return tag(name, attributes, escaped(inLetters(content, variant)));
    const upright = tag(name, { ...attributes, mathvariant: "normal" }, escaped(content));
    // In a box: Firefox has a space between upright letters and slanted ones.
    return node.attributes.get("scriptlevel") ? upright : tag("mpadded", {}, upright);
  } else if (/^(math)?italic$|^mathit$/.test(variant)) {
    attributes.class = "mathit";
  }
  const written = tag(name, attributes, escaped(inLetters(content, variant)));
  // A function's name: Firefox has a space of its own between it and what follows.
  return node.texClass === 1 && !node.attributes.get("scriptlevel")
    ? tag("mpadded", {}, written)
    : written;
}

// How wide a space of TeX is, `\,` or `\!` or `\quad`, in eighteenths of an em; or null.
function width(node) {
  const children = node.kind === "mstyle" ? inner(node) : [];
  if (children.length === 1) return width(children[0]);
  if (node.kind !== "mspace" || node.attributes.getExplicit("height")) return null;
  const found = /^(-?[\d.]+)em$/.exec(node.attributes.getExplicit("width") ?? "");
  return found && Number(found[1]) * 18;
}

// The children of a row: [node, space before it], and what is left behind the last.
function spaced(children) {
  const shown = [];
  let space = 0;
  for (const child of children) {
    if (child.kind === "text" || child.kind === "none") continue;
    if (child.kind === "mi" && !text(child)) continue; // TeX's {}, which counts for spaces
    const wide = width(child);
    space += gap(child) + (wide ?? 0);
    if (wide !== null) continue;
    shown.push([child, space]);
    space = 0;
  }
  return [shown, space];
}

const wide = (n) => {
  if (Math.abs(n) < 0.1) return "";
  if (n > 0) return `<mspace width="${em(n)}"></mspace>`;
  return `<mspace style="margin-left:${em(n)}"></mspace>`;
};

// A row, with TeX's spaces between its parts: an operator has those at its sides.
function row(children, { left = 0, right = 0 } = {}) {
  const [shown, rest] = spaced(children);
  let written = "";
  shown.forEach(([child, space], k) => {
    const alone = k && shown[k - 1][0].isEmbellished && space >= 0;
    const before = (alone ? 0 : space) + (k ? 0 : left);
    const next = shown[k + 1];
    const behind = next ? Math.max(next[1], 0) : rest + right;
    const inside = k > 0 && k < shown.length - 1;
    if (!child.isEmbellished) written += wide(before) + visit(child);
    else if (before < 0 || behind < 0)
      written += wide(before) + visit(child, { left: 0, right: 0 }) + wide(behind);
    else written += visit(child, { left: before, right: behind, inside });
    if (!next && !child.isEmbellished) written += wide(rest + right);
  });
  return shown.length ? written : wide(rest + left + right);
}

function grouped(node, spaces) {
  const children = inner(node);
  const attributes = look(node);
  const plain = !Object.values(attributes).some(Boolean);
  if (plain && children.length === 1) {
    const [child] = children;
    const own = spaces && child.isEmbellished ? spaces : undefined;
    return own || !gap(child) ? visit(child, own) : `<mrow>${row(children)}</mrow>`;
  }
  return tag("mrow", attributes, row(children, spaces));
}

function styled(node, spaces) {
  const attributes = { ...look(node), ...given(node, "displaystyle", "scriptlevel") };
  return tag("mstyle", attributes, row(inner(node), spaces));
}

// A length that browsers read; MathJax also knows "+3pt" and "2height".
function length(value, node) {
  if (value === undefined || /^-?[\d.]+(em|ex|px|pt|cm|mm|in|pc|%)?$/.test(value)) return value;
  throw new Refused(`${node.kind} with a length of ${value}`);
}

function listed(value, k, otherwise) {
  const items = value ? value.trim().split(/\s+/) : [otherwise];
  return items[Math.min(k, items.length - 1)];
}

function table(node) {
  const all = node.attributes;
  const aligned = all.getExplicit("columnalign");
  const rows = node.childNodes;
  const lines = rows.map((line, r) => {
    const cells = line.kind === "mlabeledtr" ? line.childNodes.slice(1) : line.childNodes;
    const shown = cells.map((cell, c) => {
      const across = listed(cell.attributes.getExplicit("columnalign") ?? aligned, c, "center");
      const rules = [];
      const above = r ? listed(all.getExplicit("rowspacing"), r - 1, "1ex") : "0";
      const before = c ? listed(all.getExplicit("columnspacing"), c - 1, ".8em") : "0";
      if (r) rules.push(`padding-top:${above}`);
      if (Number.parseFloat(before)) rules.push(`padding-left:${before}`);
      const rule = (name, n) => listed(all.getExplicit(name), n, "none");
      if (r && rule("rowlines", r - 1) !== "none") rules.push("border-top:1px solid");
      if (c && rule("columnlines", c - 1) !== "none") rules.push("border-left:1px solid");
      const attributes = look(cell, rules.join(";"));
      if (across !== "center") attributes.class = `${attributes.class ?? ""} ${across}`.trim();
      return tag("mtd", attributes, row(inner(cell)));
    });
    if (line.kind === "mlabeledtr")
      shown.push(tag("mtd", { class: "eq-number" }, row(inner(line.childNodes[0]))));
    return tag("mtr", look(line), shown.join(""));
  });
  const frame = all.getExplicit("frame");
  const boxed = frame && frame !== "none" ? "border:1px solid" : "";
  return tag("mtable", { ...look(node, boxed), ...given(node, "displaystyle") }, lines.join(""));
}

function padded(node) {
  const attributes = {
    ...look(node),
    ...given(node, "width", "height", "depth", "lspace", "voffset"),
  };
  for (const name of Object.keys(attributes))
    if (!["style", "class", "id"].includes(name)) length(attributes[name], node);
  return tag("mpadded", attributes, row(inner(node)));
}

function enclosed(node) {
  if (node.attributes.get("notation") !== "box") throw new Refused("menclose");
  return tag("mrow", look(node, "border:1px solid;padding:.2em"), row(inner(node)));
}

function blank(node) {
  if (node.attributes.getExplicit("linebreak") === "newline") throw new Refused("a new line");
  const attributes = given(node, "width", "height", "depth");
  for (const value of Object.values(attributes)) length(value, node);
  return tag("mspace", attributes, "");
}

// An operator of a given size grows below scripts, too, where a row is around it.
const grown = (written) => (/^<mo [^>]*minsize/.test(written) ? tag("mrow", {}, written) : written);

// Parts that have a place each: numerator and denominator, base and scripts. The spaces of
// an operator with scripts stand around the whole: WebKit would put them before the scripts.
const places =
  (...names) =>
  (node, { left, right }) => {
    const core = node.isEmbellished ? node.childNodes.find((child) => child.isEmbellished) : null;
    const shown = node.childNodes.map((child) => {
      if (child === core) return grown(visit(child));
      return child.isInferred ? tag("mrow", {}, row(child.childNodes)) : visit(child);
    });
    const whole = tag(node.kind, { ...look(node), ...given(node, ...names) }, shown.join(""));
    return wide(left) + whole + wide(right);
  };

// A line over or below a formula is a border of it: few fonts have a line that grows.
const lined = (side, ...names) => {
  const usual = places(...names);
  return (node, spaces) => {
    const [base, sign] = node.childNodes;
    if (sign.kind !== "mo" || text(sign) !== "―") return usual(node, spaces);
    return tag("mrow", { class: side }, visit(base, spaces));
  };
};

const VISITS = {
  mi: letters,
  mn: letters,
  mtext: letters,
  ms: letters,
  mo: operator,
  mspace: blank,
  mrow: grouped,
  inferredMrow: grouped,
  TeXAtom: grouped,
  mstyle: styled,
  mtable: table,
  mpadded: padded,
  menclose: enclosed,
  none: () => "<mrow></mrow>",
  msqrt: (node) => tag("msqrt", look(node), row(inner(node))),
  mphantom: (node) => tag("mphantom", look(node), row(inner(node))),
  mfrac: places("linethickness"),
  mroot: places(),
  msub: places(),
  msup: places(),
  msubsup: places(),
  munder: lined("underlined", "accentunder"),
  mover: lined("overlined", "accent"),
  munderover: places("accent", "accentunder"),
};

function visit(node, spaces = { left: 0, right: 0, inside: false }) {
  const how = VISITS[node.kind];
  if (!how || node.attributes?.getExplicit("href")) throw new Refused(node.kind);
  return how(node, spaces);
}

// The number of a display is no part of its MathML: it gets an element of its own.
function taken(root) {
  const [only] = inner(root);
  const single = inner(root).length === 1 && only.kind === "mtable" && only.childNodes.length === 1;
  if (!single || only.childNodes[0].kind !== "mlabeledtr") return [inner(root), null];
  const [label, cell] = only.childNodes[0].childNodes;
  const number = [];
  label.walkTree((node) => node.isToken && number.push(text(node)));
  return [inner(cell), number.join("").replace(/^\((.*)\)$/, "$1")];
}

// [MathML, number or null], or what stands in the way: text.
function convert(source, display) {
  try {
    const item = new page.options.MathItem(source, tex, display);
    item.compile(page);
    const { root } = item;
    root.setTeXclass(null);
    const [children, number] = taken(root);
    return [tag("math", display ? { display: "block" } : {}, row(children)), number];
  } catch (error) {
    return String(error.message ?? error);
  }
}

globalThis.convertAll = (formulas) =>
  JSON.stringify(formulas.map(([source, display]) => convert(source, display)));
