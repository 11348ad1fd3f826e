// From an answer to a message: what `rnnbook/exercises/_verdict.py` does, on numbers.
//
// An answer is a list with the quantities of each case by name. The mistakes' values come
// from the file, where only what is not right stands. Two sentences of the notebook are
// left out or said otherwise, since they speak of its cells: see `notAttempted`,
// `unfinished`; and "Stuck? `hint(...)`", for the page has a button.
import { difference, misfit, nearly, repeated, rounding } from "./compare.js";
import { message } from "./messages.js";
import { MISSING, asWanted, close, decodedAll, isArray, parts } from "./values.js";
import { code, joined, listed } from "./words.js";

const names = Object.keys;

function rank({ order }, name) {
  return order.includes(name) ? order.indexOf(name) : order.length;
}

// Whether the quantities `which` are close in every case.
function agree(exercise, which, got, wanted, wider = 0) {
  const limits = { rtol: exercise.rtol, atol: Math.max(wider, exercise.atol) };
  return got.every((values, k) =>
    which.every(
      (name) =>
        !Object.hasOwn(values, name) ||
        (Object.hasOwn(wanted[k], name) && close(values[name], wanted[k][name], limits)),
    ),
  );
}

// A sentence if the answers have the right form in the opposite order.
function exchanged(exercise, values, right) {
  const given = Object.values(values).toReversed();
  const turned = names(right).map((name, k) => {
    const value = exercise.code ? given[k] : asWanted(given[k], right[name]);
    return value === MISSING || misfit(name, value, right[name]);
  });
  if (turned.some(Boolean)) return undefined;
  return `By their form your answers are in the wrong order. Wanted: ${joined(names(right))}.`;
}

// The first quantity of the wrong shape, in words.
function formOf(exercise, answers, wanted) {
  for (const [k, values] of answers.entries()) {
    for (const [name, value] of Object.entries(values)) {
      const problem = value !== MISSING && misfit(name, value, wanted[k][name]);
      if (problem) return exchanged(exercise, values, wanted[k]) ?? problem;
    }
  }
  return undefined;
}

// What each known mistake gives in each case; right where it says nothing.
function mistakesOf(exercise, right) {
  return exercise.mistakes.map(({ says, atol = 0, values }) => ({
    says,
    atol,
    values: right.map((fine, k) => ({ ...fine, ...decodedAll(values[k], fine) })),
  }));
}

// For each wrong quantity that is that of a known mistake, what this one says. Where the
// answers are numbers, only of mistakes in this number alone.
function oneByOne({ exercise, mistakes, got, right }, wrong) {
  const found = {};
  for (const name of wrong) {
    const own = mistakes.find(({ atol, values }) => {
      const changed = names(right[0]).filter((n) => !agree(exercise, [n], right, values));
      const its = changed.includes(name) && (exercise.code || changed.length === 1);
      return its && agree(exercise, [name], got, values, atol);
    });
    if (own) found[name] = own.says;
  }
  return found;
}

// What known mistakes say, each with the quantities that it is known by.
function named(found) {
  const by = new Map();
  for (const [name, says] of Object.entries(found)) {
    by.set(says, [...(by.get(says) ?? []), name]);
  }
  return [...by].map(([says, which]) => `In ${listed(which)}: ${says}`);
}

// What to say of quantities that are wrong beside a known mistake.
function unexplained(exercise, which) {
  if (!which.length) return [];
  if (exercise.code) return [`That does not explain what is wrong with ${listed(which)}.`];
  return [`Not right yet either: ${listed(which)}.`];
}

// The first known mistake that gives the reader's numbers for `which`; `wrong`: all that
// is wrong, if `which` only goes as far as the first of it.
function known(about, which, wrong = []) {
  const { exercise, mistakes, got } = about;
  const same = ({ atol, values }) => agree(exercise, which, got, values, atol);
  const mistake = mistakes.find(same);
  if (!mistake) return undefined;
  const { says, values } = mistake;
  const other = wrong.filter((n) => !agree(exercise, [n], got, values));
  const found = oneByOne(about, other);
  const rest = other.filter((n) => !Object.hasOwn(found, n));
  const own = wrong.filter((n) => !other.includes(n)).map((n) => [n, says]);
  const told = names(found).length ? named({ ...Object.fromEntries(own), ...found }) : [says];
  const where = other.length ? which.at(-1) : undefined;
  const lines = [...told, ...unexplained(exercise, rest)];
  return message(exercise, "mistake", lines, { mistake: says, where });
}

// Known mistakes that stand side by side, each known by a quantity of its own.
function several(about, wrong) {
  const { exercise } = about;
  const found = oneByOne(about, wrong);
  if (!exercise.code || !names(found).length) return undefined;
  const rest = listed(wrong.filter((name) => !Object.hasOwn(found, name)));
  const more = `Mend this first: what is wrong with ${rest} may come of it too.`;
  const [[where, mistake]] = Object.entries(found);
  const lines = [...named(found), ...(rest ? [more] : [])];
  return message(exercise, "mistake", lines, { mistake, where });
}

function sizeOf(value, wanted, exact) {
  if (Number.isNaN(value)) return "NaN.";
  return `${value > wanted ? "too large" : "too small"}.${nearly(value, wanted, exact)}`;
}

// Where and by how much the first wrong quantity differs.
function differs({ exercise, got, right, order }, wrong) {
  const [name] = wrong;
  const k = got.findIndex((values, n) => !agree(exercise, [name], [values], [right[n]]));
  const [value, wanted] = [got[k][name], right[k][name]];
  const fine = listed(order.filter((other) => !wrong.includes(other)));
  const first = `${code(name)} is the first quantity that differs.`;
  const lines = [fine ? `${first} Right: ${fine}.` : first];
  if (isArray(wanted)) {
    const small = exercise.code ? rounding(value, wanted) : "";
    const where = difference(name, value, wanted, exercise);
    lines.push(where + small + repeated(value, wanted));
  } else {
    const exact = exercise.outputs.some((output) => output.name === name && output.exact);
    lines.push(`${code(name)} is ${sizeOf(value, wanted, exact)}`);
  }
  if (exercise.code) {
    const again = `In a notebook \`given("${exercise.number}")\` returns these arrays.`;
    const before = "With the shapes before it was right.";
    lines.push(`Called with ${exercise.called_with[k]}. ${k ? before : again}`);
  }
  return message(exercise, "wrong", lines, { quantity: name });
}

function notAttempted(exercise) {
  const line = exercise.code ? "Write the lines, then check." : "Fill in a field, then check.";
  return message(exercise, "not attempted", [line]);
}

function fineSoFar(exercise, missing) {
  if (!missing.length) return message(exercise, "right", [exercise.meaning]);
  return message(exercise, "unfinished", [`Still empty: ${joined(missing)}.`], { missing });
}

// Judges the quantities of each case, `answers`: what is not there yet is MISSING.
export function verdict(exercise, answers) {
  const outputs = exercise.outputs.map((output) => output.name);
  const missing = outputs.filter((name) => answers[0][name] === MISSING);
  if (missing.length === outputs.length) return notAttempted(exercise);
  const wanted = exercise.right.map(decodedAll);
  const form = formOf(exercise, answers, wanted);
  const got = answers.map((values) => parts(exercise, values));
  const right = wanted.map((values) => parts(exercise, values));
  const order = names(got[0]).toSorted((a, b) => rank(exercise, a) - rank(exercise, b));
  const wrong = order.filter((name) => !agree(exercise, [name], got, right));
  if (!wrong.length && !form) return fineSoFar(exercise, missing);
  const mistakes = mistakesOf(exercise, right);
  const about = { exercise, mistakes, got, right, order };
  const first = wrong.length ? order.indexOf(wrong[0]) : 0;
  return (
    known(about, order) ??
    (form && message(exercise, "misfit", [form])) ??
    known(about, order.slice(0, first + 1), wrong) ??
    several(about, wrong) ??
    differs(about, wrong)
  );
}
