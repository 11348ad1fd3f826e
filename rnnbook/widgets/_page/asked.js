// Settings of a figure as texts in an address, both ways, and what an address may ask for.
//
//   asText(value)                      a setting as it stands in an address
//   taken(text, name, figure)          { value }, or { wanted: "a number from 0 to 1" }
//
// figure: { about, state }: `about` is what Python knows of a widget's settings (limits and
// forms, _traits.py), `state` what it shows now. A form says what limits do not:
//
//   choice   one of these             open   the ends are left out      none   "none", too
//   list     some of these            item   numbers of a list, each    of     its letters
//   columns  rows of numbers          names  numbers by name            like   as another
//
// Where a list of what is known depends on the state, a path stands for it:
// "runs.$lag.*.0" is the first entry of each row of runs, for the lag that is asked for.
const MOST = 200; // entries of a list

// What a path leads to. "$name" is the entry that the setting `name` chooses: by its name,
// or as a number from 1; "@" all names; "*" every entry; "-1" at its end, one less.
export function follow(value, [key, ...rest], state) {
  if (key === undefined || value === undefined || value === null) return value;
  if (key === "@") return Object.keys(value);
  if (key === "*") return value.flatMap((each) => follow(each, rest, state));
  if (key === "length-1") return value.length - 1;
  const choice = key[0] === "$" && state[key.slice(1)];
  if (!choice) return follow(value[key], rest, state);
  const named = Array.isArray(value) && value.find(({ name }) => name === choice);
  const [place] = [Array.isArray(value) ? choice - 1 : choice];
  return follow(named || value[place], rest, state);
}

const resolved = (what, state) =>
  typeof what === "string" ? follow(state, what.split("."), state) : what;

// Numbers without the noise of their last digits.
const plain = (v) => (typeof v === "number" ? Number(v.toPrecision(12)) : v);
const isFlat = (v) => Array.isArray(v) && v.every((each) => typeof each !== "object");

export function asText(value) {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (isFlat(value)) return value.length === 0 ? "none" : value.map(plain).join(",");
  if (typeof value === "object") return JSON.stringify(value, (_, v) => plain(v));
  return String(plain(value));
}

const shown = (v) => String(v).replace("-", "−");

function rangeOf({ min = -Infinity, max = Infinity, whole, open }) {
  const what = `a ${whole ? "whole " : ""}number`;
  if (min === -Infinity || max === Infinity) return what;
  if (open) return `${what} between ${shown(min)} and ${shown(max)}, ends left out`;
  return `${what} from ${shown(min)} to ${shown(max)}`;
}

function fits(v, { min = -Infinity, max = Infinity, whole, open }) {
  const inside = open ? v > min && v < max : v >= min && v <= max;
  return typeof v === "number" && Number.isFinite(v) && inside && !(whole && v % 1);
}

const numberOf = (text) => (text.trim() === "" ? Number.NaN : Number(text));

function takeNumber(text, rule) {
  if (rule.none && text === "none") return { value: null };
  const value = numberOf(text);
  const wanted = `${rangeOf(rule)}${rule.none ? ", or none" : ""}`;
  return fits(value, rule) ? { value } : { wanted };
}

function takeChoice(text, known, start) {
  const value = known.find((each) => String(each) === text);
  if (value === undefined) return { wanted: `one of ${known.join(", ")}` };
  return { value: typeof start === "number" ? Number(value) : value };
}

function takeText(text, { min = 0, max = Infinity, of }) {
  const symbols = of && Array.from(of).join("");
  const known = !symbols || [...text].every((c) => symbols.includes(c));
  const long = `a text of ${min} to ${max} characters`;
  const wanted = symbols ? `${long}, of “${symbols}”` : long;
  return text.length >= min && text.length <= max && known ? { value: text } : { wanted };
}

// A list of words or numbers, with commas.
function takeList(text, start, rule) {
  const all = text === "none" ? [] : text.split(",");
  const { list, item = {}, least = list ? 0 : start.length } = rule;
  const most = rule.most ?? (list ? MOST : Math.max(least, start.length));
  const many = least === most ? least : `${least} to ${most}`;
  const wanted = list ? `${many} of ${list.join(", ")}` : `${many} times ${rangeOf(item)}`;
  const value = list ? all : all.map(numberOf);
  const good = list ? value.every((v) => list.includes(v)) : value.every((v) => fits(v, item));
  return good && all.length >= least && all.length <= most ? { value } : { wanted };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// Whether two things have one shape, down to their numbers, which are finite.
function alike(a, b) {
  if (typeof b === "number") return fits(a, {});
  if (!a || typeof a !== "object" || Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(b);
  return (
    Object.keys(a).length === names.length &&
    names.every((name) => Object.hasOwn(a, name) && alike(a[name], b[name]))
  );
}

function isRow(row, { columns, least = columns.length }) {
  const long = Array.isArray(row) && row.length >= least && row.length <= columns.length;
  return long && row.every((v, k) => fits(v, columns[k]));
}

// What is no word, no number and no list of them: JSON.
function takeJson(text, start, rule, state) {
  const value = parsed(text === "none" ? "[]" : text);
  const { columns, names, like } = rule;
  const isList = Array.isArray(value) && value.length <= MOST;
  const entries = value && typeof value === "object" ? Object.entries(value) : [];
  let good;
  if (columns) good = isList && value.every((row) => isRow(row, rule));
  else if (like) good = isList && value.every((each) => alike(each, state[like]));
  else if (names) {
    const isMap = value && typeof value === "object" && !isList;
    good = isMap && entries.every(([name, v]) => names.includes(name) && fits(v, rule));
  } else good = alike(value, start);
  return good ? { value } : { wanted: `the form of ${JSON.stringify(start)}` };
}

export function taken(text, name, { about, state }) {
  const start = state[name];
  const rule = { ...about.limits[name], ...about.forms[name] };
  for (const key of ["choice", "list", "names", "of", "max"]) {
    if (typeof rule[key] === "string") rule[key] = resolved(rule[key], state);
  }
  const isObject = start !== null && typeof start === "object";
  if (rule.choice) return takeChoice(text, rule.choice, start);
  if (typeof start === "boolean") {
    const isYes = { yes: true, no: false }[text];
    return isYes === undefined ? { wanted: "yes or no" } : { value: isYes };
  }
  if (rule.columns || rule.names || rule.like || (isObject && !isFlat(start)))
    return takeJson(text, start, rule, state);
  if (isObject) return takeList(text, start, rule);
  if (typeof start === "string") return takeText(text, rule);
  return takeNumber(text, rule);
}
