// Interpolated n-grams with Kneser-Ney smoothing: ngram_losses of rnnbook/tasks/_ngrams.py.
//
// An n-gram is a number: that of its first n - 1 characters times S, plus its last one,
// numbered anew in the order of first sight. Only the n-grams of the text that is asked
// about are looked up, all others are counted for the discounts.

const PART = 4096; // characters between two yields

// Numbers 0, 1, 2 ... for keys, in the order of first sight: a table with open places.
function makeTable(most) {
  const size = 2 ** Math.ceil(Math.log2(2 * most + 2));
  const keys = new Float64Array(size).fill(-1);
  const numbers = new Int32Array(size);
  const table = { count: 0 };
  const place = (key) => {
    let at = Math.imul(key | 0, 0x9e3779b1) >>> 0;
    at = (at ^ (at >>> 15)) & (size - 1);
    while (keys[at] !== -1 && keys[at] !== key) at = (at + 1) & (size - 1);
    return at;
  };
  table.find = (key) => {
    const at = place(key);
    return keys[at] === key ? numbers[at] : -1;
  };
  table.add = (key) => {
    const at = place(key);
    if (keys[at] === key) return numbers[at];
    keys[at] = key;
    numbers[at] = table.count;
    table.count += 1;
    return numbers[at];
  };
  return table;
}

// What is taken from a count of 1, of 2, of 3 and more.
function discounts(counts) {
  const n = [0, 0, 0, 0, 0];
  for (const count of counts) if (count < 5) n[count] += 1;
  const [n1, n2, n3, n4] = n.slice(1).map((v) => Math.max(1, v));
  const y = n1 / (n1 + 2 * n2);
  const three = [1 - (2 * y * n2) / n1, 2 - (3 * y * n3) / n2, 3 - (4 * y * n4) / n3];
  return [0, ...three.map((v, k) => Math.min(k + 0.95, Math.max(0.1, v)))];
}

// P of each character that is asked for: counts of the n-grams mixed with the order below.
function mixed({ parents, contexts, asked, above, n }, counts, below) {
  const taken = discounts(counts);
  const [total, room] = [new Float64Array(contexts), new Float64Array(contexts)];
  for (let k = 0; k < parents.length; k++) {
    total[parents[k]] += counts[k];
    room[parents[k]] += taken[Math.min(counts[k], 3)];
  }
  const p = below.slice();
  for (let k = n - 1; k < p.length; k++) {
    const context = n === 1 ? 0 : above[k - 1];
    if (context < 0 || !total[context]) continue;
    const count = asked[k] < 0 ? 0 : counts[asked[k]];
    const share = count - taken[Math.min(count, 3)];
    p[k] = (share + room[context] * below[k]) / total[context];
  }
  return p;
}

// The n-grams of a text, from those one shorter (`above`); what is new goes to `seen`.
function* counted(codes, n, S, last) {
  const [ids, table] = [new Int32Array(codes.length), makeTable(codes.length)];
  const [counts, parents] = [new Int32Array(codes.length), new Int32Array(codes.length)];
  const types = new Int32Array(last?.counts.length ?? 0);
  for (let k = n - 1; k < codes.length; k++) {
    const parent = n === 1 ? 0 : last.ids[k - 1];
    const id = table.add(parent * S + codes[k]);
    if (!counts[id] && last) types[last.ids[k]] += 1;
    parents[id] = parent;
    counts[id] += 1;
    ids[k] = id;
    if (k % PART === 0) yield;
  }
  const found = { ids, table, counts: counts.slice(0, table.count), types };
  return { ...found, parents: parents.slice(0, table.count) };
}

// Numbers for the characters of some texts, by their code units: [rows of numbers, how many].
function codesOf(...texts) {
  const [known, S] = [new Int32Array(65_536), { count: 0 }];
  const rows = texts.map((text) => {
    const codes = new Int32Array(text.length);
    for (let k = 0; k < codes.length; k++) {
      const unit = text.charCodeAt(k);
      if (!known[unit]) known[unit] = S.count += 1;
      codes[k] = known[unit] - 1;
    }
    return codes;
  });
  return [...rows, S.count];
}

// ngramLosses(train, text, order): a generator (see slices.js) that yields the part that is
// done and returns, for n = 1 to order, -ln P of each character of `text`, in nats.
export function* ngramLosses(train, text, order) {
  const [seen, wanted, S] = codesOf(train, text);
  let below = new Float64Array(text.length).fill(1 / S);
  const losses = [];
  let [last, above] = [undefined, undefined];
  for (let n = 1; n <= order; n++) {
    const level = { n, contexts: last?.level.parents.length ?? 1, above };
    const work = counted(seen, n, S, last);
    let step = work.next();
    for (; !step.done; step = work.next()) yield (n - 1) / order;
    const { table, ...found } = step.value;
    level.parents = found.parents;
    level.asked = Int32Array.from(wanted, (code, k) => {
      const parent = n === 1 ? 0 : k ? above[k - 1] : -1;
      return k < n - 1 || parent < 0 ? -1 : table.find(parent * S + code);
    });
    if (last) below = mixed(last.level, found.types, below);
    losses.push(mixed(level, found.counts, below).map((p) => -Math.log(p)));
    last = { ...found, level };
    above = level.asked;
    yield n / order;
  }
  return losses;
}
