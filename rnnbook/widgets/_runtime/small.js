// Measures of small matrices: norms, singular values, and all of a 2 x 2 matrix.
// Matrices are flat arrays, row by row. Checked against NumPy by the tests.

// The root of the sum of squares; scaled, so that no square overflows or vanishes.
export function norm(values) {
  let largest = 0;
  for (let k = 0; k < values.length; k++) {
    const size = Math.abs(values[k]);
    if (Number.isNaN(size)) return NaN;
    if (size > largest) largest = size;
  }
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let k = 0; k < values.length; k++) {
    const part = values[k] / largest;
    sum += part * part;
  }
  return largest * Math.sqrt(sum);
}

function dot(u, v) {
  let sum = 0;
  for (let k = 0; k < u.length; k++) sum += u[k] * v[k];
  return sum;
}

// Singular values of a (n, m), largest first: columns are turned against each other in
// pairs until all are at right angles (one-sided Jacobi); their lengths are the values.
export function singularValues(a, n, m) {
  const columns = Array.from({ length: m }, (_, j) =>
    Float64Array.from({ length: n }, (__, i) => a[i * m + j]),
  );
  for (let sweep = 0, turned = true; turned && sweep < 60; sweep++) {
    turned = false;
    for (let p = 0; p < m; p++) {
      for (let q = p + 1; q < m; q++) {
        const [u, v] = [columns[p], columns[q]];
        const [uu, vv, uv] = [dot(u, u), dot(v, v), dot(u, v)];
        if (Math.abs(uv) <= 1e-15 * Math.sqrt(uu * vv)) continue;
        turned = true;
        const zeta = (vv - uu) / (2 * uv);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const c = 1 / Math.hypot(1, t);
        for (let k = 0; k < n; k++) {
          const [left, right] = [u[k], v[k]];
          u[k] = c * (left - t * right);
          v[k] = c * (t * left + right);
        }
      }
    }
  }
  return columns
    .map(norm)
    .toSorted((x, y) => y - x)
    .slice(0, Math.min(n, m));
}

const known = new WeakMap(); // one matrix, asked for at every frame

export function largestSingularValue(a, n, m) {
  if (!known.has(a)) known.set(a, singularValues(a, n, m)[0]);
  return known.get(a);
}

// The eigenvalues of [[a, b], [c, d]] as [real, imaginary] pairs, the larger first: by
// size if real, the one above the real axis if not.
export function eigenvalues2([a, b, c, d]) {
  const [middle, half] = [(a + d) / 2, (a - d) / 2];
  const under = half * half + b * c;
  if (under < 0)
    return [
      [middle, Math.sqrt(-under)],
      [middle, -Math.sqrt(-under)],
    ];
  const root = Math.sqrt(under);
  const far = middle + (middle < 0 ? -root : root);
  const near = far === 0 ? 0 : (a * d - b * c) / far; // no digits lost to a difference
  return [
    [far, 0],
    [near, 0],
  ];
}

// The singular values of [[a, b], [c, d]], larger first.
export function singularValues2([a, b, c, d]) {
  const [sum, difference] = [Math.hypot(a + d, c - b), Math.hypot(a - d, b + c)];
  return [(sum + difference) / 2, Math.abs(sum - difference) / 2];
}

// Gradients cut to a joint norm of at most `most`: one factor for all of them.
export function clipByNorm(values, most) {
  const size = norm(values);
  return size > most ? values.map((v) => v * (most / size)) : values;
}

// Every entry by itself cut off at -most and most.
export const clipByElement = (values, most) =>
  values.map((v) => Math.min(most, Math.max(-most, v)));
