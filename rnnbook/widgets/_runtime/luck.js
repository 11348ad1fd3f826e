// Random numbers that Python draws too: rnnbook/widgets/_luck.py (mulberry32).

// luck(seed, n): n numbers, 0 <= u < 1.
export function luck(seed, n) {
  const found = new Float64Array(n);
  let a = seed >>> 0;
  for (let k = 0; k < n; k++) {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    found[k] = ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  return found;
}
