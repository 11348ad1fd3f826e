// Comparing an answer with the right one, in words that help: the sentences of
// `rnnbook/exercises/_compare.py` and `_remedies.py`.
import { isArray, isNumber, near, sameShape } from "./values.js";
import { code, general, tuple } from "./words.js";

const FLOAT32 = 3e-6; // what the rounding of float32 makes of numbers near 1
const TINY = 1e-300; // what is smaller was not lost by rounding to float32
const CLOSE = 0.03; // a number as near as this was perhaps rounded too early
const ORDINAL = { 1: "one axis", 2: "two axes", 3: "three axes" };

const kindOf = (array) => array.dtype ?? "float64";

// What a value is, in a few words.
export function describe(value) {
  if (isArray(value)) return `an array of shape ${tuple(value.shape)} and dtype ${kindOf(value)}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return `the number ${general(value, 6)}`;
}

function typeRemedy(got, wanted) {
  if (Array.isArray(got) && got.length === wanted.shape[0]) {
    return " `np.stack` makes one array of a list of arrays.";
  }
  if (Array.isArray(got)) return " Return an array, not a sequence.";
  return " Did you sum or average, or pick out one entry? All entries were wanted.";
}

function stackedOnBatch(got, wanted) {
  if (wanted.length < 2 || !got.at(-1) || wanted.at(-1) % got.at(-1)) return false;
  const n = wanted.at(-1) / got.at(-1);
  const stacked = [...wanted.slice(0, -2), n * wanted.at(-2)];
  return n > 1 && sameShape(got.slice(0, -1), stacked);
}

function blocksRemedy(got, wanted) {
  if (!sameShape(got.slice(0, -1), wanted.slice(0, -1)) || !got.at(-1)) return "";
  if (got.at(-1) % wanted.at(-1) === 0) {
    const n = got.at(-1) / wanted.at(-1);
    return ` ${n} blocks still lie side by side along the last axis: split them.`;
  }
  if (wanted.at(-1) % got.at(-1)) return "";
  const n = wanted.at(-1) / got.at(-1);
  return ` The last axis has room for ${n} such blocks: are some left out?`;
}

const inOrder = (shape) => shape.toSorted((a, b) => a - b);

function shapeRemedy(got, wanted) {
  if (got.length < wanted.length) {
    const axes = ORDINAL[wanted.length] ?? "all axes";
    return ` An axis is gone: ${axes} belong here, none summed.`;
  }
  if (got.length > wanted.length) {
    return " There is an axis too many: was something stacked, or broadcast?";
  }
  if (sameShape(got, [wanted[0] + 1, ...wanted.slice(1)])) {
    return " One row too many. If rows are steps: is the first state, `h_0`, in it?";
  }
  if (sameShape(got, wanted.toReversed())) {
    return " Yours is transposed: here rows are what goes in, columns the units.";
  }
  if (stackedOnBatch(got, wanted)) {
    return " Your blocks are stacked along the batch axis; they belong along the last.";
  }
  if (got.length === 3 && sameShape(inOrder(got), inOrder(wanted))) {
    return " The axes have changed places: the order here is time, batch, units.";
  }
  return blocksRemedy(got, wanted) || " Print the shapes on the way to see where they part.";
}

// A text that is no number, which only a page can get: what came, what was wanted.
function unreadable(name, { text }, wanted) {
  const came = `${code(name)} is “${text}”, which cannot be read as a number.`;
  if (!isArray(wanted)) {
    return `${came} A single number was wanted, such as 0.25, 1e-3 or 1/3.`;
  }
  const [rows, width] = wanted.shape;
  const how = width ? `${rows} rows of ${width} numbers` : `${rows} numbers`;
  return `${came} ${how} were wanted, with commas or spaces between them.`;
}

// What is wrong with the form of an answer, or undefined.
export function misfit(name, got, wanted) {
  if (got.text !== undefined) return unreadable(name, got, wanted);
  if (!isArray(wanted)) {
    if (isNumber(got)) return undefined;
    const came = `${code(name)} is ${describe(got)}. A single number was wanted.`;
    return `${came} Was a sum left out, or is one of its entries the answer?`;
  }
  const want = `An array of shape ${tuple(wanted.shape)} was wanted`;
  if (!isArray(got)) return `${code(name)} is ${describe(got)}. ${want}.${typeRemedy(got, wanted)}`;
  if (sameShape(got.shape, wanted.shape)) return undefined;
  const remedy = shapeRemedy(got.shape, wanted.shape);
  return `${code(name)} has shape ${tuple(got.shape)}. ${want}.${remedy}`;
}

// The index of the entry at place k of an array's data.
function indexOf(k, shape) {
  const at = [];
  let left = k;
  for (const n of shape.toReversed()) {
    at.unshift(left % n);
    left = Math.floor(left / n);
  }
  return at;
}
const entry = (name, at) => code(`${name}[${at.join(", ")}]`);

// Where and by how much two arrays of one shape differ.
export function difference(name, got, wanted, limits) {
  const { data, shape } = got;
  const nan = data.findIndex(Number.isNaN);
  if (nan >= 0) return `It has NaN, first at ${entry(name, indexOf(nan, shape))}.`;
  let [first, count, largest, place] = [-1, 0, -1, 0];
  data.forEach((value, k) => {
    if (near(value, wanted.data[k], limits)) return;
    if (!count) first = k;
    count += 1;
    const size = Math.abs(value - wanted.data[k]);
    if (size > largest) [largest, place] = [size, k];
  });
  const total = data.length;
  const many = count === total ? `All ${total}` : `${count} of ${total}`;
  const step = shape.length === 3 ? indexOf(first, shape)[0] : undefined;
  const steps = step === undefined ? "" : `The first wrong step is ${step}. `;
  const at = entry(name, indexOf(place, shape));
  return (
    `${steps}${many} entries differ; the largest difference, ${general(largest, 2)}, ` +
    `is at ${at}, where yours is ${general(data[place], 4)}.`
  );
}

// A sentence if two arrays of one shape differ as float32 and float64 do.
export function rounding(got, wanted) {
  const pairs = Array.from(got.data, (value, k) => [value, wanted.data[k]]);
  const lost = ([a, b]) => b !== 0 && Math.abs(b) < TINY && a !== b;
  if (pairs.some(lost)) return "";
  const small = ([a, b]) => Math.abs(a - b) <= FLOAT32 * Math.max(1, Math.abs(b));
  return pairs.every(small) ? " The difference is of the size of float32 rounding." : "";
}

// A sentence if a number is near the right one, and neither is a count.
export function nearly(got, wanted, exact) {
  const off = Math.abs(got - wanted);
  if (exact || !(off > 0 && off <= CLOSE * Math.abs(wanted))) return "";
  return " It is close: was a number rounded too early? Keep four digits on the way.";
}

const rowsAlike = ({ data, shape }) => {
  const width = data.length / shape[0];
  return data.every((value, k) => value === data[k % width]);
};

// A sentence if all rows of an array are the same, where they should differ.
export function repeated(got, wanted) {
  if (got.shape[0] < 2 || got.shape.length < 2 || !rowsAlike(got) || rowsAlike(wanted)) return "";
  return (
    " All its rows are the same: is it one array, put into the list again and again, " +
    "and changed in place?"
  );
}
