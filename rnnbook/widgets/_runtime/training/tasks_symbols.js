// Tasks on symbols: temporal order, copying, and the embedded Reber grammar.

function order({ lag, batch: B }) {
  const T = lag + 1;
  const [tenth, most] = [Math.floor(T / 10), T + Math.floor(T / 10)];
  const draw = (luck) => {
    const targets = new Int32Array(B);
    const begins = [];
    const rows = Array.from({ length: B }, (_, b) => {
      const length = luck.integers(T, most + 1);
      const row = Array.from({ length }, () => luck.integers(2, 6));
      [row[0], row[length - 1]] = [0, 1];
      for (const begin of [10, 50]) {
        const kind = luck.integers(0, 2);
        const at = Math.floor((begin * T) / 100) + luck.integers(0, tenth + 1);
        if (begin === 10) begins.push(at);
        row[at] = 6 + kind;
        targets[b] = 2 * targets[b] + kind;
      }
      return row;
    });
    return { ...padded(rows), targets, begins };
  };
  const chance = { loss: Math.log(4), score: 1 / 4 };
  const reach = ({ lengths, begins }, b) => lengths[b] - 1 - begins[b];
  return { D: 8, O: 4, T: most, last: true, symbols: "EBabcdXY", chance, reach, draw };
}

// Rows of symbols of different lengths, one after another in time: { T, codes, lengths }.
function padded(rows) {
  const B = rows.length;
  const lengths = Int32Array.from(rows, (row) => row.length);
  const T = Math.max(...lengths);
  const codes = new Int32Array(T * B).fill(-1);
  rows.forEach((row, b) => row.forEach((code, t) => (codes[t * B + b] = code)));
  return { T, codes, lengths };
}

const [SYMBOLS, LENGTH] = [4, 3];

function copy({ lag, batch: B }) {
  const T = lag + 2 * LENGTH;
  const kept = LENGTH * B;
  const scored = Uint8Array.from({ length: T * B }, (_, n) => (n >= T * B - kept ? 1 : 0));
  const draw = (luck) => {
    const codes = new Int32Array(T * B).fill(SYMBOLS);
    const targets = codes.slice();
    for (let n = 0; n < kept; n++) {
      codes[n] = luck.integers(0, SYMBOLS);
      targets[T * B - kept + n] = codes[n];
    }
    codes.fill(SYMBOLS + 1, (LENGTH + lag - 1) * B, (LENGTH + lag) * B);
    return { T, codes, targets, scored };
  };
  const chance = { loss: (LENGTH * Math.log(SYMBOLS)) / T, score: 1 / SYMBOLS };
  return { D: 6, O: 5, T, symbols: "abcd-?", chance, reach: () => lag + LENGTH, draw };
}

// node: the symbols that leave it, and where each leads.
const REBER = {
  begin: { B: 1 },
  1: { T: 2, P: 3 },
  2: { S: 2, X: 4 },
  3: { T: 3, V: 5 },
  4: { X: 3, S: 6 },
  5: { P: 4, V: 6 },
  6: { E: "end" },
};

const choose = (luck, ways) => ways[ways.length > 1 ? luck.integers(0, ways.length) : 0];

function reberString(luck) {
  const branch = choose(luck, ["T", "P"]);
  let [text, node] = [`B${branch}`, "begin"];
  while (node !== "end") {
    const symbol = choose(luck, Object.keys(REBER[node]));
    text += symbol;
    node = REBER[node][symbol];
  }
  return `${text}${branch}E`;
}

function reber({ batch: B }) {
  const names = "BTPSXVE";
  const draw = (luck) => {
    const rows = Array.from({ length: B }, () =>
      Array.from(reberString(luck), (symbol) => names.indexOf(symbol)),
    );
    const { T, codes, lengths } = padded(rows.map((row) => row.slice(0, -1)));
    const targets = new Int32Array(T * B);
    rows.forEach((row, b) => row.slice(1).forEach((k, t) => (targets[t * B + b] = k)));
    const counts = codes.map((k) => (k < 0 ? 0 : 1));
    const scored = new Uint8Array(T * B);
    for (let b = 0; b < B; b++) scored[(lengths[b] - 2) * B + b] = 1;
    return { T, codes, targets, counts, scored, ends: lengths };
  };
  const chance = { loss: (8 * Math.log(2)) / 11, score: 0.5 };
  const reach = ({ ends }, b) => ends[b] - 3;
  return { D: 7, O: 7, T: 64, symbols: names, chance, reach, draw };
}

export const longTasks = { order, copy, reber };
