// Facts of a text that a unit may follow: microscope/_facts.py.

const NUMBER = /^[0-9]+:[0-9]+ /gm;

// facts(text): by name, a number for each character that has just been read; NaN where
// nothing is known.
export function facts(text) {
  const [column, verse, word, number, name] = Array.from({ length: 5 }, () =>
    new Float64Array(text.length).fill(NaN),
  );
  const begins = new Map();
  for (const { index, 0: all } of text.matchAll(NUMBER)) begins.set(index, index + all.length - 1);
  let [inLine, inWord, inVerse, end, capital] = [0, 0, NaN, -1, 0];
  for (let k = 0; k < text.length; k++) {
    inLine = text[k] === "\n" ? 0 : inLine + 1;
    if (begins.has(k)) [inVerse, end] = [0, begins.get(k)];
    inVerse += 1;
    inWord = /[A-Za-z]/.test(text[k]) ? inWord + 1 : 0;
    if (!inWord) capital = 0;
    else if (inWord === 1) capital = Number(/[A-Z]/.test(text[k]));
    [column[k], verse[k], word[k]] = [inLine, inVerse, inWord];
    [number[k], name[k]] = [Number(k < end), capital];
  }
  return { column, verse, word, number, name };
}

// follows(values, fact): Pearson's r of a fact with each unit of values, rows of (H).
export function follows(values, fact) {
  const H = values[0].length;
  const rows = Array.from(fact.keys()).filter((t) => !Number.isNaN(fact[t]));
  const r = new Float64Array(H);
  if (rows.length < 3) return r;
  const mean = rows.reduce((sum, t) => sum + fact[t], 0) / rows.length;
  const size = rows.reduce((sum, t) => sum + (fact[t] - mean) ** 2, 0);
  for (let unit = 0; unit < H; unit++) {
    const middle = rows.reduce((sum, t) => sum + values[t][unit], 0) / rows.length;
    let [own, both] = [0, 0];
    for (const t of rows) {
      const x = values[t][unit] - middle;
      own += x * x;
      both += x * (fact[t] - mean);
    }
    const whole = Math.sqrt(own * size);
    r[unit] = whole > 1e-12 ? both / whole : 0;
  }
  return r;
}

const largest = (r) => r.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

// A fact of another place: shifted in a ring by the n-th of `parts` equal parts.
function shifted(fact, n, parts) {
  const [T, by] = [fact.length, Math.floor((fact.length * n) / parts)];
  return fact.map((_, t) => fact[(t - by + T) % T]);
}

// The unit that follows a fact best, { unit, r, control }: a generator (slices.js).
// control is what chance reaches: the best |r| of all units with the fact of another
// place, in the median of some shifts.
export function* follower(values, fact, shifts = 20) {
  const r = follows(values, fact);
  const sizes = Array.from(r, (v) => Math.round(Math.abs(v) * 1e9));
  const unit = sizes.indexOf(Math.max(...sizes));
  const best = [];
  for (let n = 1; n <= shifts; n++) {
    yield;
    best.push(largest(follows(values, shifted(fact, n, shifts + 1))));
  }
  const sorted = best.toSorted((a, b) => a - b);
  const control = (sorted[(shifts - 1) >> 1] + sorted[shifts >> 1]) / 2;
  return { unit, r: r[unit], control };
}
