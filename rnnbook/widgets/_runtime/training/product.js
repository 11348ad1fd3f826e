// The matrix product, written plainly: what runs where there is no WebAssembly, and in
// float64.

// out (n, m) += a (n, k) b (k, m), all in one array: entry i, l of a is
// all[a + i sa + l ta], rows of b and out are sb and so apart.
export function product(all, { a, sa, ta, b, sb, out, so, n, k, m }) {
  for (let i = 0; i < n; i++) {
    const to = out + i * so;
    for (let l = 0, p = a + i * sa, q = b; l < k; l++, p += ta, q += sb) {
      const left = all[p];
      if (left !== 0) for (let j = 0; j < m; j++) all[to + j] += left * all[q + j];
    }
  }
}
