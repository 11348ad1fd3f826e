// The matrix product of product.js in WebAssembly, four numbers at a time.
//
// It goes through out in tiles of 4 rows and 8 columns. A tile is kept in 8 registers while
// one column of a and one row of b after the other are multiplied into it; what is left over
// at the edges is done in tiles of one row, of 4 columns, of one.
import {
  V128,
  again,
  assemble,
  f32x4,
  get,
  i32,
  instantiate,
  int,
  repeat,
  set,
} from "./assemble.js";

// The arguments, lengths in bytes but for n, k, m, then the locals.
const [A, SA, TA, B, SB, OUT, SO, N, K, M] = Array.from({ length: 10 }, (_, k) => k);
const [I, J, L, ROW, PB, TO] = [10, 11, 12, 13, 14, 15]; // counters and pointers
const PA = [16, 17, 18, 19]; // where the rows of a are
const SUM = [20, 21, 22, 23, 24, 25, 26, 27]; // the tile
const [RIGHT, LEFT] = [[28, 29], 30];

const move = (k, by) => set(k, i32.add(get(k), by));
const numbers = (n) => Array.from({ length: n }, (_, k) => k);

// out, rows r from TO on, columns from J on: load and store.
const place = (r) => (r ? i32.add(get(TO), i32.mul(get(SO), int(r))) : get(TO));

// One tile. width: 8, 4 or 1 columns.
function tile(rows, width) {
  const parts = numbers(Math.max(1, width / 4));
  const [load, store] = width === 1 ? [f32x4.loadOne, f32x4.storeOne] : [f32x4.load, f32x4.store];
  const cells = numbers(rows).flatMap((r) => parts.map((w) => [r, w, SUM[r * parts.length + w]]));
  return [
    set(TO, i32.add(i32.add(get(OUT), i32.mul(get(I), get(SO))), i32.shl(get(J), int(2)))),
    set(PB, i32.add(get(B), i32.shl(get(J), int(2)))),
    numbers(rows).map((r) => set(PA[r], r ? i32.add(get(PA[r - 1]), get(SA)) : get(ROW))),
    cells.map(([r, w, sum]) => set(sum, load(place(r), 16 * w))),
    set(L, get(K)),
    again(
      [
        parts.map((w) => set(RIGHT[w], load(get(PB), 16 * w))),
        numbers(rows).map((r) => [
          set(LEFT, f32x4.splat(get(PA[r]))),
          parts.map((w) => {
            const sum = SUM[r * parts.length + w];
            return set(sum, f32x4.add(get(sum), f32x4.mul(get(LEFT), get(RIGHT[w]))));
          }),
          move(PA[r], get(TA)),
        ]),
        move(PB, get(SB)),
        set(L, i32.sub(get(L), int(1))),
      ],
      get(L),
    ),
    cells.map(([r, w, sum]) => store(place(r), 16 * w, get(sum))),
    set(J, i32.add(get(J), int(width))),
  ];
}

// As long as `rows` rows are left: all tiles of these rows.
const band = (rows) =>
  repeat(i32.le(i32.add(get(I), int(rows)), get(N)), [
    set(ROW, i32.add(get(A), i32.mul(get(I), get(SA)))),
    set(J, int(0)),
    [8, 4, 1].map((width) =>
      repeat(i32.le(i32.add(get(J), int(width)), get(M)), tile(rows, width)),
    ),
    set(I, i32.add(get(I), int(rows))),
  ]);

export const productBytes = () =>
  assemble(
    10,
    [
      [10, 0x7f],
      [11, V128],
    ],
    [set(I, int(0)), band(4), band(1)],
  );

// product(all, { a, sa ... }), as product.js has it, on a memory.
export function simdProduct(shared) {
  const run = instantiate(productBytes(), shared);
  return (_, { a, sa, ta, b, sb, out, so, n, k, m }) => {
    if (k > 0) run(4 * a, 4 * sa, 4 * ta, 4 * b, 4 * sb, 4 * out, 4 * so, n, k, m);
  };
}
