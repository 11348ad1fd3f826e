// The matrix products of the unroll. Matrices are flat Float64Arrays, row by row.

// out (n, m) += a (n, k) b (k, m)
export function matmul(a, b, n, k, m, out = new Float64Array(n * m)) {
  for (let row = 0; row < n; row++) {
    const to = row * m;
    for (let l = 0; l < k; l++) {
      const [left, from] = [a[row * k + l], l * m];
      for (let col = 0; col < m; col++) out[to + col] += left * b[from + col];
    }
  }
  return out;
}

// out (n, m) += a (n, k) b^T, with b (m, k)
export function matmulTransposed(a, b, n, k, m, out = new Float64Array(n * m)) {
  for (let row = 0; row < n; row++) {
    const from = row * k;
    for (let col = 0; col < m; col++) {
      const right = col * k;
      let sum = 0;
      for (let l = 0; l < k; l++) sum += a[from + l] * b[right + l];
      out[row * m + col] += sum;
    }
  }
  return out;
}

// out (k, m) += a^T b, with a (n, k) and b (n, m): the sum over rows is the sum over
// time and batch that a shared weight's gradient is.
export function transposedMatmul(a, b, n, k, m, out = new Float64Array(k * m)) {
  for (let row = 0; row < n; row++) {
    for (let l = 0; l < k; l++) {
      const left = a[row * k + l];
      for (let col = 0; col < m; col++) out[l * m + col] += left * b[row * m + col];
    }
  }
  return out;
}

// a (n, m) with the row b (m) added to each row, in place.
export function addRow(a, b) {
  for (let from = 0; from < a.length; from += b.length) {
    for (let k = 0; k < b.length; k++) a[from + k] += b[k];
  }
  return a;
}

// The sum of the rows of a (n, m).
export function sumRows(a, m) {
  const out = new Float64Array(m);
  for (let k = 0; k < a.length; k++) out[k % m] += a[k];
  return out;
}

// Columns from <= k < to of a (n, m), as an array of its own.
export function columns(a, m, from, to) {
  const [n, width] = [a.length / m, to - from];
  const out = new a.constructor(n * width);
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < width; k++) out[row * width + k] = a[row * m + from + k];
  }
  return out;
}

// a (n, m) with the columns of b (n, width) written into it from column `from` on.
export function putColumns(a, m, from, b) {
  const width = (b.length * m) / a.length;
  for (let k = 0; k < b.length; k++) a[Math.floor(k / width) * m + from + (k % width)] = b[k];
  return a;
}

// The row a, n times.
export function tile(a, n) {
  const out = new Float64Array(n * a.length);
  for (let k = 0; k < n; k++) out.set(a, k * a.length);
  return out;
}
