// Answers: a number, an array { shape, data }, a list (of JavaScript) that is no array,
// a text that cannot be read, { text }, or MISSING. Quantities by name are plain objects.
export const MISSING = Symbol("...");

export const isNumber = (value) => typeof value === "number";
export const isArray = (value) => Boolean(value?.shape && value.data);

const SPECIAL = { nan: NaN, inf: Infinity, "-inf": -Infinity };

// A value of the file: a number, an array as the bytes of its float64, or something else.
export function decoded(value) {
  if (typeof value === "string") return SPECIAL[value];
  if (typeof value?.data !== "string") return value;
  const bytes = Uint8Array.from(atob(value.data), (c) => c.charCodeAt(0));
  return { ...value, data: new Float64Array(bytes.buffer) };
}

// Values by name; an array that is its data alone has the shape of the one in `like`.
export const decodedAll = (values, like = {}) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const bare = typeof value === "string" && isArray(like[name]);
      return [name, decoded(bare ? { shape: like[name].shape, data: value } : value)];
    }),
  );

// Whether two numbers are as near as np.isclose wants; `nan` for NaN beside NaN.
export const near = (x, y, { rtol, atol }, nan = false) =>
  x === y ||
  (Math.abs(x - y) <= atol + rtol * Math.abs(y) && Number.isFinite(y)) ||
  (nan && Number.isNaN(x) && Number.isNaN(y));

export const sameShape = (a, b) => a.length === b.length && a.every((n, k) => n === b[k]);
const entries = (value) => (isNumber(value) ? [value] : value.data);
const shapeOf = (value) => (isNumber(value) ? [] : value.shape);

// Whether two values have the same shape and nearly the same entries.
export function close(got, wanted, limits) {
  if (![got, wanted].every((value) => isNumber(value) || isArray(value))) return false;
  if (!sameShape(shapeOf(got), shapeOf(wanted))) return false;
  const [a, b] = [entries(got), entries(wanted)];
  // A right answer has no NaN; a known mistake may be known by its NaNs.
  return a.every((entry, k) => near(entry, b[k], limits, true));
}

// An array in pieces along its last axis, as np.array_split makes them.
export function split(array, count) {
  const width = array.shape.at(-1);
  const rows = width ? array.data.length / width : 0;
  let start = 0;
  return Array.from({ length: count }, (_, k) => {
    const wide = Math.floor(width / count) + (k < width % count ? 1 : 0);
    const data = new Float64Array(rows * wide);
    for (let row = 0; row < rows; row += 1) {
      const from = row * width + start;
      data.set(array.data.subarray(from, from + wide), row * wide);
    }
    start += wide;
    return { ...array, shape: [...array.shape.slice(0, -1), wide], data };
  });
}

// The quantities that are there, with the named blocks of those that have some.
export function parts(exercise, values) {
  const found = {};
  for (const [name, value] of Object.entries(values)) {
    const blocks = exercise.blocks[name];
    if (blocks && isArray(value)) {
      split(value, blocks.length).forEach((piece, k) => (found[blocks[k]] = piece));
    } else if (value !== MISSING) found[name] = value;
  }
  return found;
}

// An array of nested lists of numbers of one shape; undefined if they are none.
function arrayOf(list) {
  const shape = [];
  for (let level = list; Array.isArray(level); level = level[0]) shape.push(level.length);
  const flat = list.flat(Infinity);
  const size = shape.reduce((product, n) => product * n, 1);
  const even = (level, axis) =>
    axis === shape.length
      ? isNumber(level)
      : Array.isArray(level) &&
        level.length === shape[axis] &&
        level.every((each) => even(each, axis + 1));
  if (flat.length !== size || !even(list, 0)) return undefined;
  return { shape, data: Float64Array.from(flat) };
}

// A list as the kind of thing that it is compared with, if it can be one.
export function asWanted(value, wanted) {
  if (!isArray(wanted) || !Array.isArray(value)) return value;
  if (value.length && value.every((entry) => entry === MISSING)) return MISSING;
  return arrayOf(value) ?? value;
}
