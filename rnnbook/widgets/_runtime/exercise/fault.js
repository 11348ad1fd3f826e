// A program with a fault in it: the line that somebody points at, and the mend.
import { message } from "./messages.js";
import { code } from "./words.js";

const LOOK = "Look at the first number with a star: which lines does it come from?";
const WRONG_LINE = { heading: "not this line." };

function elsewhere(data, fault, line) {
  if (line < fault.head) {
    return message(data, "wrong", [`This line is as it was given. ${LOOK}`], WRONG_LINE);
  }
  const text = code(fault.source[line].trim());
  const lines = [`${text} is right as it stands. ${LOOK}`];
  return message(data, "wrong", lines, WRONG_LINE);
}

// Judges a line of program k, by its number from 0, and then the number of a mend.
// Without a mend the right line has the status "found".
export function faultVerdict(data, k, line, mend) {
  const fault = data.faults[k];
  if (line === undefined || line === null) {
    return message(data, "not attempted", ["Choose the line that is wrong, then check."]);
  }
  if (line !== fault.line) return elsewhere(data, fault, line);
  if (mend === undefined || mend === null) {
    return message(data, "found", [fault.says], { mistake: fault.says });
  }
  if (mend === fault.mend) return message(data, "right", [data.meaning]);
  const { status, lines, mistake } = fault.messages[mend];
  return message(data, status, lines, { mistake });
}
