// Random numbers that Python draws too: rnnbook/_luck.py has the same lines (mulberry32).

const MIDDLE = [
  [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
];
const TAIL = [
  [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
    3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
    0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
  ],
];

function scrambled(a) {
  let t = Math.imul(a ^ (a >>> 15), 1 | a);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

// luck(seed, n): n numbers, 0 <= u < 1.
export function luck(seed, n) {
  return Float64Array.from({ length: n }, makeLuck(seed).random);
}

const horner = (coefficients, r) => coefficients.reduce((total, c) => total * r + c, 0);

// ln p by a series; a machine's own logarithms differ in their last bit.
function log(p) {
  let [m, e] = [p, 0];
  for (; m < Math.SQRT1_2; e--) m *= 2;
  const s = (m - 1) / (m + 1);
  let total = 0;
  for (let k = 19; k > 0; k -= 2) total = total * (s * s) + 1 / k;
  return e * Math.LN2 + 2 * s * total;
}

// The standard normal number for a number u of `luck` (AS 241 of Wichura).
export function normalOf(u) {
  const p = u + 2 ** -33;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (horner(MIDDLE[0], r) * q) / horner(MIDDLE[1], r);
  }
  const r = Math.sqrt(-log(q <= 0 ? p : 1 - p)) - 1.6;
  const outer = horner(TAIL[0], r) / horner(TAIL[1], r);
  return q < 0 ? -outer : outer;
}

// A generator with the names of NumPy's: one number at a time, in the order in which
// Python fills an array. skip: how many numbers of this seed come before; drawn() counts all.
export function makeLuck(seed, skip = 0) {
  let [a, count] = [(seed + Math.imul(skip, 0x6d2b79f5)) | 0, skip];
  const random = () => {
    count++;
    a = (a + 0x6d2b79f5) | 0;
    return scrambled(a);
  };
  return {
    random,
    drawn: () => count,
    uniform: (low, high) => low + (high - low) * random(),
    integers: (low, high) => low + Math.floor(random() * (high - low)),
    normal: (loc, scale) => loc + scale * normalOf(random()),
  };
}
