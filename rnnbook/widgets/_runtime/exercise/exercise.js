// Exercises in the page: opened, judged, with hints.
//
// The file of an exercise is a text that `rnnbook.exercises.pages` makes: see there, and
// `seal.js`. Opened it is
//   { number, title, kind: "numbers" | "code" | "experiment", forms: [names], hints,
//     meaning, digest, code, outputs, rtol, atol, order, blocks, made_by, overflow,
//     called_with, right, mistakes }
// outputs: [{ name, kind: "whole" | "number" | "list" | "table", sample, shape? }]: what a
//   field for it takes, and an example of what goes in; `shape` of a list or a table.
// forms: what can be done in the page, of "numbers", "lines", "fault", "write".
// digest: changes when something else is right than before.
// right: [{ name: value }], an entry for each case. mistakes: [{ says, atol?, values: [
//   { name: value }] }], only what is not right. A value is a number or { shape, data }.
//
// A message is { status, mark, heading, title, lines }, with the words of the notebook's
// `check`. status: "right", "not attempted", "unfinished", "mistake", "wrong", "misfit".
import { message } from "./messages.js";
import { unsealed } from "./seal.js";
import { typed } from "./typed.js";
import { asWanted, decodedAll } from "./values.js";
import { verdict } from "./verdict.js";

// The exercise of a sealed text.
export const openExercise = (sealed) => JSON.parse(unsealed(sealed));

// Judges what was typed: { name: text or number }; what is empty counts as not there yet.
export function judge(data, answers) {
  const right = decodedAll(data.right[0]);
  const read = data.outputs.map((output) => [
    output.name,
    asWanted(typed(answers[output.name], output), right[output.name]),
  ]);
  return verdict(data, [Object.fromEntries(read)]);
}

// The hint after `shown` others: a message with `left`, how many come after it. When all
// have been given, all of them.
export function nextHint(data, shown) {
  const { hints } = data;
  if (shown >= hints.length) {
    return message(data, "hint", [...hints, "There are no more hints."], { left: 0 });
  }
  const left = hints.length - shown - 1;
  const more = left ? `${left} more.` : "That was the last one.";
  const count = `Hint ${shown + 1} of ${hints.length}. ${more}`;
  return message(data, "hint", [hints[shown], count], { left });
}
