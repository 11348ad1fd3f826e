// Backpropagation through time: the way back of layer.js.

function transpose(all, from, rows, columns, stride, to) {
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) all[to + j * rows + i] = all[from + i * stride + j];
}

// The transposed W, which every step back multiplies with.
function turned(layer, { all, at }) {
  const { H, K } = layer.sizes;
  const first = layer.traced.inner ? K - H : K;
  transpose(all, at.W, H, first, K, at.WT);
  if (layer.traced.inner) transpose(all, at.W + first, H, H, K, at.WT_last);
}

// Which of the two arrays of each part of the gradient for the state is read, which written.
function swap(layer, { at, offsets }, read) {
  const { plan, traced } = layer;
  for (const name of traced.state) {
    offsets[plan.names.indexOf(`d${name}`)] = at[`down${read}_${name}`];
    offsets[plan.names.indexOf(`d${name}_prev`)] = at[`down${1 - read}_${name}`];
  }
}

function within(layer, store, dhW) {
  const { B, H, K } = layer.sizes;
  const { all, at } = store;
  const last = K - H;
  all.fill(0, at.dq, at.dq + B * H);
  layer.product(all, {
    a: dhW + last,
    sa: K,
    ta: 1,
    b: at.WT_last,
    sb: H,
    out: at.dq,
    so: H,
    n: B,
    k: H,
    m: H,
  });
  layer.steps.innerBackward(all, B, H, store.offsets);
}

// Add the rows of the own weights' gradients to their sums.
function sumOwn(layer, { all, at }, sums) {
  const { B, H } = layer.sizes;
  for (const [name, rows] of Object.entries(layer.traced.weights ?? {})) {
    const [from, width] = [at[`d${name}`], rows * H];
    for (let b = 0; b < B; b++)
      for (let k = 0; k < width; k++) all[at[sums + name] + k] += all[from + b * width + k];
  }
}

// The steps T - 1 ... 0. addLoss(t, to): adds the gradient of the loss for h_t to (B, H) from
// all[to] on. cut(t): whether the gradient ends at step t. After it dxU and dhW are whole.
// sums: the names of own weights' sums begin so ("grad_"), or nothing.
export function backward(layer, store, T, { addLoss, cut, sums, seen }) {
  const { B, H, K } = layer.sizes;
  const { plan, move, traced } = layer;
  const { all, at, offsets } = store;
  const out = traced.state[0];
  turned(layer, store);
  for (const name of traced.state) all.fill(0, at[`down0_${name}`], at[`down0_${name}`] + B * H);
  const first = traced.inner ? K - H : K;
  for (let t = T - 1, read = 0; t >= 0; t--, read = 1 - read) {
    for (let k = 0; k < move.length; k++) offsets[k] -= move[k];
    swap(layer, store, read);
    addLoss(t, at[`down${read}_${out}`]);
    seen?.(t, read);
    layer.steps.backward(all, B, H, offsets);
    const dhW = (plan.apart ? at.dhW : at.dxU) + t * B * K;
    if (traced.inner) within(layer, store, dhW);
    if (sums) sumOwn(layer, store, sums);
    const to = at[`down${1 - read}_${out}`];
    layer.product(all, {
      a: dhW,
      sa: K,
      ta: 1,
      b: at.WT,
      sb: H,
      out: to,
      so: H,
      n: B,
      k: first,
      m: H,
    });
    if (cut(t))
      for (const name of traced.state) {
        const from = at[`down${1 - read}_${name}`];
        all.fill(0, from, from + B * H);
      }
  }
}

// The sum of rows, added to all[to ...]: a product with a row of ones, of which there is one.
export function addRows(product, { all, at }, from, rows, width, to) {
  all[at.one] = 1;
  const ones = { a: at.one, sa: 0, ta: 0, n: 1, k: rows };
  product(all, { ...ones, b: from, sb: width, out: to, so: width, m: width });
}

// Gradients of the layer's weights, sums over all steps: added to all[at.grad_U] and so on.
export function sumGradients(layer, store, T, codes) {
  const { B, D, H, K } = layer.sizes;
  const { all, at } = store;
  const { inner, state } = layer.traced;
  const [rows, dhW] = [T * B, layer.plan.apart ? at.dhW : at.dxU];
  if (codes) {
    for (let n = 0; n < rows; n++)
      if (codes[n] >= 0)
        addRows(layer.product, store, at.dxU + n * K, 1, K, at.grad_U + codes[n] * K);
  } else {
    const given = { a: at.x, sa: 1, ta: D, b: at.dxU, sb: K };
    layer.product(all, { ...given, out: at.grad_U, so: K, n: D, k: rows, m: K });
  }
  const first = inner ? K - H : K;
  const past = { sa: 1, ta: H, sb: K, so: K, n: H, k: rows };
  const h = at[`state_${state[0]}`];
  layer.product(all, { ...past, a: h, b: dhW, out: at.grad_W, m: first });
  if (inner) layer.product(all, { ...past, a: at.q, b: dhW + first, out: at.grad_W + first, m: H });
  addRows(layer.product, store, at.dxU, rows, K, at.grad_b);
  if (at.b_h !== undefined) addRows(layer.product, store, dhW, rows, K, at.grad_b_h);
}
