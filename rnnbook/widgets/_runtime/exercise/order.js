// Lines put in order: is it a program, does each line find what it uses, and what does
// it compute? `rnnbook/exercises/pages/_lines.py` has run the programs.
import { message } from "./messages.js";
import { code } from "./words.js";

const line = ({ text }) => code(text);
const plain = (name) => code(name.replace(/^.*:/, "")); // without its inner function's name
const ORDER = { heading: "not yet. Look at the order of the lines." };

// A message on the order, with the id of the line that it is about.
function onOrder(data, lines, piece) {
  return message(data, "wrong", lines, { ...ORDER, piece: piece?.id });
}

// Two lines of a pair, or one twice; lines that are still missing.
function incomplete(data, chosen) {
  const { count } = data.lines;
  const by = new Map();
  for (const piece of chosen) {
    const other = by.get(piece.place);
    if (other) {
      const both = `${line(other)} and ${line(piece)} are two ways to write the same step.`;
      return message(data, "misfit", [`${both} Keep one of them.`], {
        heading: "not yet. Two lines exclude each other.",
        piece: piece.id,
      });
    }
    by.set(piece.place, piece);
  }
  const left = count - chosen.length;
  if (!left) return undefined;
  const more = left === 1 ? "One line is missing." : `${left} lines are missing.`;
  return message(data, "unfinished", [`${more} The program has ${count}.`], {
    heading: "not finished yet.",
  });
}

const opens = ({ text }) => text.endsWith(":");

// For each line the one that it stands under; a line that stands under none is `lost`.
function nesting(chosen) {
  const stack = [];
  const above = new Map();
  for (const piece of chosen) {
    stack.length = Math.min(stack.length, piece.indent);
    if (stack.length < piece.indent) return { lost: piece };
    above.set(piece, stack.at(-1));
    if (opens(piece)) stack.push(piece);
  }
  return { above };
}

// A line that is indented and stands under none, or one that should open and is empty.
function misplaced(data, chosen, { lost }) {
  if (lost) {
    return onOrder(
      data,
      [`${line(lost)} is indented: it belongs under a line with a colon.`],
      lost,
    );
  }
  const empty = chosen.find((piece, n) => opens(piece) && !(chosen[n + 1]?.indent > piece.indent));
  return empty && onOrder(data, [`Under ${line(empty)} there is no line.`], empty);
}

// The first line that uses what is not there yet.
function notYet(data, chosen) {
  const ever = new Set(data.lines.pieces.flatMap((piece) => piece.makes));
  const made = new Set(data.lines.arguments);
  for (const piece of chosen) {
    const name = piece.uses.find((each) => ever.has(each) && !made.has(each));
    if (name !== undefined) {
      const ordered = chosen.toSorted((a, b) => a.place - b.place);
      const maker = ordered.find((other) => other !== piece && other.makes.includes(name));
      const where = maker ? `${line(maker)} makes it, below.` : "No line makes it.";
      return onOrder(
        data,
        [`${line(piece)} uses ${plain(name)}, which is not there yet. ${where}`],
        piece,
      );
    }
    piece.makes.forEach((each) => made.add(each));
  }
  return undefined;
}

const share = (a, b) => a.find((name) => b.includes(name));

// Whether two lines of the program, the first and a later one, may not change places.
function matters(first, later, above) {
  const leaving = [first, later].find((piece) => piece.leaves);
  if (!leaving) {
    return Boolean(
      share(first.makes, later.makes) ??
      share(first.makes, later.uses) ??
      share(first.uses, later.makes),
    );
  }
  const rest = leaving === first ? later : first;
  return above[leaving.place] < 0 || above[leaving.place] === above[rest.place];
}

// The pairs of lines, [first, later], whose order matters and is turned.
function inversions({ above }, chosen) {
  const at = new Map(chosen.map((piece, n) => [piece, n]));
  const ordered = chosen.toSorted((a, b) => a.place - b.place);
  return ordered.flatMap((first, n) =>
    ordered
      .slice(n + 1)
      .filter((later) => at.get(later) < at.get(first) && matters(first, later, above))
      .map((later) => [first, later]),
  );
}

// What is wrong with two lines that have changed places, in words.
function turned([first, later]) {
  if (later.leaves) return `${line(later)} leaves the function: ${line(first)} is never run.`;
  const name = share(first.makes, later.uses);
  if (name !== undefined) {
    return `${line(later)} uses ${plain(name)} before ${line(first)} has changed it.`;
  }
  const old = share(first.uses, later.makes);
  if (old !== undefined) {
    return `${line(first)} needs ${plain(old)} as it was before ${line(later)}.`;
  }
  const both = share(first.makes, later.makes);
  return `${line(first)} and ${line(later)} both make ${plain(both)}: the last one counts.`;
}

// A line that stands under another one than in the program.
function strayed(data, chosen, { above }) {
  const stray = chosen.find(
    (piece) => (above.get(piece)?.place ?? -1) !== data.lines.above[piece.place],
  );
  if (!stray) return undefined;
  const other = above.get(stray);
  return onOrder(data, [`${line(stray)} does not belong under ${line(other)}.`], stray);
}

const keyOf = (pairs) => pairs.map(([a, b]) => `${b.place}>${a.place}`).join(" ");

// Of lines that run, in an order that matters: what the program computes.
function computed(data, chosen) {
  const { order, orders, verdicts, sentences } = data.lines;
  const pairs = inversions(data.lines, chosen);
  const wrong = chosen.filter((piece) => order[piece.place] !== piece.id);
  const told = orders[[keyOf(pairs), ...wrong.map((piece) => piece.place)].join(" | ")];
  if (pairs.length && told !== true) {
    const lines = [turned(pairs[0]), ...(told ?? [])];
    return onOrder(data, lines, pairs[0][1]);
  }
  if (!wrong.length || told) return message(data, "right", [data.meaning]);
  const places = wrong.map((piece) => piece.place).toSorted((a, b) => a - b);
  const [status, said, mistake] = verdicts[places.join(" ")];
  const lines = said.map((n) => sentences[n]);
  return message(data, status, lines, { mistake: sentences[mistake] });
}

// Judges lines, by their ids, in the order that somebody has given them.
export function orderVerdict(data, ids) {
  const by = new Map(data.lines.pieces.map((piece) => [piece.id, piece]));
  const chosen = ids.map((id) => by.get(id));
  if (!chosen.length) {
    return message(data, "not attempted", ["Put the lines in order, then check."]);
  }
  const nested = nesting(chosen);
  return (
    incomplete(data, chosen) ??
    misplaced(data, chosen, nested) ??
    notYet(data, chosen) ??
    strayed(data, chosen, nested) ??
    computed(data, chosen)
  );
}
