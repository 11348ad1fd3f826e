// An order of `items` that looks like chance and is the same for all readers: it depends on
// the text `seed` alone, and is not the order that came, where there is another.
export function shuffled(items, seed) {
  let state = 2166136261;
  const next = () => {
    state = Math.imul(state ^ (state >>> 15), 2246822519);
    state = Math.imul(state ^ (state >>> 13), 3266489917) ^ (state >>> 16);
    return (state >>> 0) / 2 ** 32;
  };
  for (const letter of seed) state = Math.imul(state ^ letter.codePointAt(0), 16777619);
  const order = [...items];
  for (let k = order.length - 1; k > 0; k--) {
    const other = Math.floor(next() * (k + 1));
    [order[k], order[other]] = [order[other], order[k]];
  }
  if (order.every((item, k) => item === items[k])) order.push(order.shift());
  return order;
}
