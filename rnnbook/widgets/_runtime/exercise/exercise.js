// Exercises in the page: opened, judged, with hints.
//
// The file of an exercise is a text that `rnnbook.exercises.pages` makes: see there, and
// `seal.js`. Opened it is
//   { number, title, kind: "numbers" | "code" | "experiment", forms: [names], hints,
//     meaning, digest, outputs, lines?, faults?, write?, ... }
// outputs: [{ name, kind: "whole" | "number" | "list" | "table", sample, shape? }]: what a
//   field for it takes, and an example of what goes in; `shape` of a list or a table.
// forms: what can be done in the page, of "numbers", "lines", "fault", "write".
// digest: changes when something else is right than before.
// lines: { head: [fixed first lines], pieces: [{ id, text, indent, instead? }], count }: in
//   the order in which they are shown; `instead` is the id of the other one of a pair, of
//   which one belongs; indent counts from the function's body, so 0 stands 4 columns in.
//   `count` of the pieces belong. All else in it is for judging.
// faults: [{ source: [lines], numbers: text, mends: [texts] }], each a program with a fault;
//   `numbers` is a table in columns, of what it gives in a small case beside what is right,
//   and of its gradient check. All else in it is for judging.
// write: { head: first line, inputs, outputs: [names], cases: [{ B, H, inputs }] }: what
//   `readLines` of ../language/language.js wants, and what its graph is run on.
// For judging by numbers: code, rtol, atol, order, blocks, overflow, called_with;
//   right: [{ name: value }], an entry for each case; mistakes: [{ says, atol?, values: [
//   { name: value }] }], only what is not right. A value is a number or { shape, data }.
//
// A message is { status, mark, heading, title, lines }, with the words of the notebook's
// `check`. status: "right", "not attempted", "unfinished", "mistake", "wrong", "misfit",
// and "found" for the line with a fault, whose mend is still to come; "error" for a program
// that stops. Messages on an order may have `piece`, the id of the line that they are on.
import { faultVerdict } from "./fault.js";
import { message } from "./messages.js";
import { orderVerdict } from "./order.js";
import { unsealed } from "./seal.js";
import { typed } from "./typed.js";
import { asWanted, decodedAll } from "./values.js";
import { verdict } from "./verdict.js";
import { valuesVerdict, writtenVerdict } from "./written.js";

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

// Judges lines put in order, by the ids of the pieces.
export const judgeOrder = (data, ids) => orderVerdict(data, ids);

// Judges the line of program k that somebody points at (from 0), and the number of a mend.
export const judgeFault = (data, k, line, mend) => faultVerdict(data, k, line, mend);

// Judges what somebody's lines give: [{ name: Float64Array }], flat, for each case of
// data.write.cases. Nothing, or an empty list, counts as not attempted.
export const judgeValues = (data, arrays) => valuesVerdict(data, arrays);

// Judges lines by their graph, as `readLines(text, data.write)` gives it: runs it on all
// cases.
export const judgeWritten = (data, graph) => writtenVerdict(data, graph);

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
