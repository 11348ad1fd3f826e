// The spectral radius of a matrix: how fast its powers grow, by Gelfand's formula.
//
// |A^n|^(1/n) tends to it. A is squared again and again, and scaled, so that n doubles each
// time: after 20 squarings n is a million, and what is left of the error is about ln(n) / n.

export function spectralRadius(matrix, H, squarings = H > 32 ? 16 : 24) {
  let [a, next] = [Float64Array.from(matrix), new Float64Array(H * H)];
  let log = 0;
  for (let k = 0; k <= squarings; k++) {
    let largest = 0;
    for (const v of a) largest = Math.max(largest, Math.abs(v));
    if (!(largest > 0 && largest < Infinity)) return largest;
    for (let n = 0; n < a.length; n++) a[n] /= largest;
    log += Math.log(largest) / 2 ** k;
    next.fill(0);
    for (let i = 0; i < H; i++)
      for (let l = 0; l < H; l++) {
        const left = a[i * H + l];
        for (let j = 0; j < H; j++) next[i * H + j] += left * a[l * H + j];
      }
    [a, next] = [next, a];
  }
  return Math.exp(log);
}
