// Tokens become a tree. A module is { functions, classes, constants, imports }; an
// expression is { kind, line, column, ... } of the kinds that `run.js` evaluates.
import { hintFor, nearest, refuse, refuseWord, shownToken } from "./refusal.js";
import { tokenise } from "./tokens.js";

const DEEPEST = 50; // brackets within brackets
const MOST = 200; // operations in one statement
const KEYWORDS = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except " +
    "finally for from global if import in is lambda nonlocal not or pass raise return try " +
    "while with yield"
  ).split(" "),
);
const WORDS = ["return", "def", "class", "import", "from"];
const TAKEN = new Set(["np", "NamedTuple"]);
const UPDATES = new Set(["+=", "-=", "*=", "/=", "**=", "//=", "%=", "@="]);

const peek = (p) => p.tokens[p.k];
const is = (p, text) => peek(p).text === text && peek(p).kind !== "text";
const take = (p) => p.tokens[p.k++];
const at = ({ line, column }) => ({ line, column });
const accept = (p, text) => is(p, text) && take(p);

function unexpected(p, wanted) {
  const token = peek(p);
  const open = p.open.at(-1);
  if (open && open.line < token.line && p.tokens[p.k - 1].line < token.line) {
    refuse("unclosed", open, { bracket: open.text });
  }
  if (token.kind === "name" && KEYWORDS.has(token.text)) refuseWord(token);
  refuse("unexpected", token, { came: shownToken(token), wanted });
}

function expect(p, text, wanted = `'${text}'`) {
  if (!is(p, text)) unexpected(p, wanted);
  return take(p);
}

function count(p, token) {
  p.operations += 1;
  if (p.operations > MOST) refuse("long_statement", token, { most: MOST });
}

function deeper(p, token, read) {
  p.depth += 1;
  if (p.depth > DEEPEST) refuse("deep", token, { most: DEEPEST });
  const found = read();
  p.depth -= 1;
  return found;
}

// A name that may be given to something; `what` says to what.
function newName(p, what) {
  const token = peek(p);
  if (token.kind !== "name") unexpected(p, what);
  if (KEYWORDS.has(token.text)) refuseWord(token);
  if (TAKEN.has(token.text) || token.text.startsWith("__")) {
    refuse("taken", token, { name: token.text });
  }
  return take(p);
}

// ---- expressions

// Several expressions with commas between them are a tuple.
export function expressions(p) {
  const first = peek(p);
  const items = [expression(p)];
  if (!is(p, ",")) return items[0];
  while (accept(p, ",")) {
    if (is(p, "\n") || is(p, "=") || is(p, ")") || peek(p).kind === "end") break;
    items.push(expression(p));
  }
  return { kind: "tuple", items, ...at(first) };
}

export function expression(p) {
  const left = sum(p);
  const op = peek(p);
  if (["==", "!=", ">=", "<="].includes(op.text)) refuse("comparison", op, { came: op.text });
  if (!is(p, ">") && !is(p, "<")) return left;
  count(p, take(p));
  const right = sum(p);
  const more = peek(p);
  if ([">", "<", "==", "!=", ">=", "<="].includes(more.text)) refuse("two_comparisons", more, {});
  return { kind: "compare", op: op.text, left, right, ...at(op) };
}

// a - b + c, read from the left: { kind: "chain", first, rest: [[op, operand] ...] }.
function chain(p, ops, operand) {
  const first = operand(p);
  const rest = [];
  while (ops.includes(peek(p).text) && peek(p).kind === "op") {
    const op = take(p);
    count(p, op);
    rest.push([op, operand(p)]);
  }
  return rest.length ? { kind: "chain", first, rest, ...at(first) } : first;
}

const sum = (p) => chain(p, ["+", "-"], product);

function product(p) {
  const found = chain(p, ["*", "/"], signed);
  const op = peek(p);
  if (is(p, "@")) refuse("matmul", op, { came: "@" });
  if (["//", "%", "&", "|", "^", "~", "!"].includes(op.text) && op.kind === "op") {
    refuse("operator", op, { came: op.text, hint: hintFor(`op:${op.text}`) });
  }
  return found;
}

function signed(p) {
  const token = peek(p);
  if (is(p, "+")) refuse("plus", token, {});
  if (!is(p, "-")) return power(p);
  count(p, take(p));
  return deeper(p, token, () => ({ kind: "negative", of: signed(p), ...at(token) }));
}

function power(p) {
  const base = postfix(p);
  if (!is(p, "**")) return base;
  const op = take(p);
  count(p, op);
  const exponent = deeper(p, op, () => signed(p));
  return { kind: "power", base, exponent, ...at(op) };
}

function postfix(p) {
  let found = atom(p);
  for (;;) {
    const token = peek(p);
    if (accept(p, ".")) {
      const name = peek(p);
      if (name.kind !== "name") unexpected(p, "a name after the dot");
      take(p);
      found = { kind: "attribute", of: found, name: name.text, ...at(name) };
    } else if (is(p, "(")) {
      count(p, token);
      found = {
        kind: "call",
        called: found,
        items: brackets(p, ")", argument).items,
        ...at(found),
      };
      checkNames(found.items);
    } else if (is(p, "[")) {
      refuse(p.tokens[p.k + 1].kind === "text" ? "index_text" : "index", token, {});
    } else {
      return found;
    }
  }
}

// What stands between two brackets, with commas: { items, comma: is there one at the end? }.
function brackets(p, close, read) {
  const open = take(p);
  p.open.push(open);
  const items = [];
  let comma = false;
  deeper(p, open, () => {
    while (!is(p, close)) {
      items.push(read(p));
      comma = Boolean(accept(p, ","));
      if (!comma && !is(p, close)) unexpected(p, `',' or '${close}'`);
    }
  });
  take(p);
  p.open.pop();
  return { items, comma };
}

// Values with names come last, each once.
function checkNames(items) {
  items.forEach(({ keyword, value, ...where }, k) => {
    if (!keyword && items[k - 1]?.keyword) refuse("keyword_first", value, {});
    if (keyword && items.findIndex((other) => other.keyword === keyword) < k) {
      refuse("parameter_twice", where, { name: keyword });
    }
  });
}

function argument(p) {
  const value = expression(p);
  if (!is(p, "=")) return { value };
  if (value.kind !== "name" || value.bracketed || value.name.startsWith("__")) {
    unexpected(p, "',' or ')'");
  }
  take(p);
  return { keyword: value.name, value: expression(p), ...at(value) };
}

function atom(p) {
  const token = peek(p);
  if (token.kind === "number") {
    take(p);
    const whole = /^\d+$/.test(token.text);
    return { kind: "number", number: Number(token.text), whole, ...at(token) };
  }
  if (token.kind === "name" && !KEYWORDS.has(token.text)) {
    take(p);
    return { kind: "name", name: token.text, ...at(token) };
  }
  if (is(p, "(")) {
    const { items, comma } = brackets(p, ")", expression);
    if (items.length === 1 && !comma) return { ...items[0], bracketed: true };
    return { kind: "tuple", items, ...at(token) };
  }
  if (is(p, "["))
    return { kind: "tuple", list: true, ...brackets(p, "]", expression), ...at(token) };
  if (is(p, "*")) refuse("star", token, {});
  if (token.kind === "text") refuse("text", token, {});
  return unexpected(p, "a value");
}

// ---- statements

function endOfLine(p) {
  if (is(p, ";")) refuse("semicolon", peek(p), {});
  if (is(p, ":=")) refuse("walrus", peek(p), {});
  if (peek(p).kind !== "newline") unexpected(p, "the end of the line");
  take(p);
}

// A line that sets names or returns: { kind: "set", names, tuple, value } or
// { kind: "return", value }; nothing for a text or `pass`.
function simple(p) {
  const token = peek(p);
  p.operations = 0;
  if (token.kind === "text") {
    while (peek(p).kind === "text") take(p);
    return endOfLine(p);
  }
  if (accept(p, "pass")) return endOfLine(p);
  if (accept(p, "return")) {
    if (is(p, "\n")) refuse("return_nothing", token, {});
    const value = expressions(p);
    endOfLine(p);
    return { kind: "return", value, ...at(token) };
  }
  if (token.kind === "name" && KEYWORDS.has(token.text)) refuseWord(token);
  return setting(p, token);
}

function setting(p, token) {
  const left = expressions(p);
  const op = peek(p);
  if (UPDATES.has(op.text) && op.kind === "op") {
    refuse("update", op, { came: op.text, op: op.text.slice(0, -1) });
  }
  if (is(p, ":")) refuse("annotation", op, {});
  if (!is(p, "=")) {
    const near = token.kind === "name" && nearest(token.text, WORDS);
    if (near) refuse("misspelt", token, { came: token.text, near });
    if (["newline", "end"].includes(op.kind)) refuse("no_effect", token, {});
    unexpected(p, "the end of the line");
  }
  const names = targets(left);
  take(p);
  if (left.kind !== "tuple") decimals(p);
  const value = expressions(p);
  if (is(p, "=")) refuse("two_settings", peek(p), {});
  endOfLine(p);
  return { kind: "set", names, tuple: left.kind === "tuple", value, ...at(token) };
}

// 0,5 is two numbers, where one is set.
function decimals({ tokens, k }) {
  const [whole, comma, part] = tokens.slice(k, k + 3);
  const both = [whole, part].every((each) => each && /^\d+$/.test(each.text));
  if (both && comma.text === ",") {
    refuse("decimal_comma", comma, { wanted: `${whole.text}.${part.text}` });
  }
}

function targets(left) {
  const items = left.kind === "tuple" ? left.items : [left];
  if (!items.length) refuse("target", left, {});
  for (const item of items) {
    if (item.kind !== "name") refuse("target", item, {});
    if (TAKEN.has(item.name) || item.name === "sigmoid" || item.name.startsWith("__")) {
      refuse("taken", item, { name: item.name });
    }
  }
  return items.map(({ name, line, column }) => ({ name, line, column }));
}

// The lines below a colon.
function block(p, what, read) {
  const token = peek(p);
  if (!is(p, ":")) {
    const after = p.tokens[p.k - 1];
    if (token.kind === "newline") refuse("colon", after, { what });
    unexpected(p, "':'");
  }
  take(p);
  if (!accept(p, "\n")) return [read(p)].filter(Boolean);
  if (peek(p).kind !== "indent") refuse("no_indent", peek(p), { what, line: token.line });
  take(p);
  const lines = [];
  while (peek(p).kind !== "dedent" && peek(p).kind !== "end") {
    if (peek(p).kind === "indent") refuse("indent", peek(p), {});
    const found = read(p);
    if (found) lines.push(found);
  }
  if (peek(p).kind === "dedent") take(p);
  return lines;
}

function annotation(p) {
  p.operations = 0;
  return expression(p);
}

function definition(p) {
  const start = take(p);
  const name = newName(p, "the name of the function");
  if (!is(p, "(")) unexpected(p, "'('");
  const { items: params } = brackets(p, ")", (q) => {
    if (is(q, "*") || is(q, "**")) refuse("star", peek(q), {});
    const param = newName(q, "the name of a parameter");
    if (param.text === "sigmoid") refuse("taken", param, { name: param.text });
    if (accept(q, ":")) annotation(q);
    if (is(q, "=")) refuse("default", peek(q), { name: param.text });
    return { name: param.text, ...at(param) };
  });
  params.forEach((param, k) => {
    if (params.findIndex((other) => other.name === param.name) < k) {
      refuse("parameter_twice", param, { name: param.name });
    }
  });
  if (accept(p, "->")) annotation(p);
  const body = block(p, `def ${name.text}(...)`, (q) => {
    if (is(q, "def") || is(q, "class")) refuse("inside", peek(q), { what: peek(q).text });
    return simple(q);
  });
  return { kind: "function", name: name.text, params, body, ...at(start), nameAt: at(name) };
}

function record(p) {
  const start = take(p);
  const name = newName(p, "the name of the class");
  const base = is(p, "(") ? brackets(p, ")", expression).items : [];
  if (base.length !== 1 || base[0].name !== "NamedTuple" || base[0].kind !== "name") {
    refuse("base", name, { name: name.text });
  }
  const fields = block(p, `class ${name.text}(NamedTuple)`, (q) => {
    if (peek(q).kind === "text" || is(q, "pass")) return simple(q);
    if (is(q, "def")) refuse("method", peek(q), {});
    const field = newName(q, "the name of a field");
    if (field.text.startsWith("_")) refuse("field_name", field, { name: field.text });
    expect(q, ":", "':' and the type of the field");
    annotation(q);
    if (is(q, "=")) refuse("default", peek(q), { name: field.text });
    endOfLine(q);
    return field;
  });
  fields.forEach((field, k) => {
    if (fields.findIndex((other) => other.text === field.text) < k) {
      refuse("parameter_twice", field, { name: field.text });
    }
  });
  return { kind: "class", name: name.text, fields: fields.map((f) => f.text), ...at(start) };
}

function dotted(p) {
  const parts = [newName(p, "the name of a module").text];
  while (accept(p, ".")) {
    if (peek(p).kind !== "name") unexpected(p, "a name after the dot");
    parts.push(take(p).text);
  }
  return parts.join(".");
}

// The package's own imports, and NumPy as np; the others bring nothing that is known.
function importing(p) {
  const start = peek(p);
  const from = Boolean(accept(p, "from"));
  if (!from) take(p);
  const token = peek(p);
  if (token.kind !== "name") unexpected(p, "the name of a module");
  const module = token.text === "np" ? take(p).text : dotted(p);
  if (from) {
    expect(p, "import");
    const names = is(p, "(") ? brackets(p, ")", imported).items : [imported(p)];
    while (accept(p, ",")) names.push(imported(p));
    const known = module === "typing" || module === "rnnbook" || module.startsWith("rnnbook.");
    if (!known || names.some(({ as }) => as)) refuse("importing", start, { module });
  } else if (module !== "numpy" || !accept(p, "as") || !accept(p, "np")) {
    refuse("importing", start, { module });
  }
  const last = peek(p);
  endOfLine(p);
  return { kind: "import", ...at(start), last: last.line };
}

function imported(p) {
  const name = peek(p);
  if (name.kind !== "name" || KEYWORDS.has(name.text)) unexpected(p, "a name");
  take(p);
  const as = Boolean(accept(p, "as"));
  if (as) take(p);
  return { name: name.text, as };
}

const reader = (text, longest) => ({
  tokens: tokenise(text, longest),
  k: 0,
  depth: 0,
  operations: 0,
  open: [],
});

function statement(p) {
  if (is(p, "@")) refuse("decorator", peek(p), {});
  if (is(p, ">") || is(p, ">>")) refuse("prompt", peek(p), { came: ">>>" });
  if (peek(p).kind === "indent") refuse("indent", peek(p), {});
  if (is(p, "def")) return definition(p);
  if (is(p, "class")) return record(p);
  if (is(p, "import") || is(p, "from")) return importing(p);
  return simple(p);
}

// parse(text): the statements of a whole text.
export function parse(text, longest) {
  const p = reader(text, longest);
  const found = [];
  while (peek(p).kind !== "end") {
    const one = statement(p);
    if (one) found.push(one);
  }
  return found;
}

// parseRule(text): one expression, with commas a tuple.
export const parseRule = (text) => expressions(reader(text));
