// Losses and scores of a run in arrays that never grow: when they are full, neighbours are
// averaged, and from then on an entry stands for twice as many updates.

const MOST = 2048;
const NAMES = ["losses", "scores", "norms"];

class History {
  every = 1;
  length = 0;
  #kept = NAMES.map(() => new Float64Array(MOST));
  #sums = new Float64Array(NAMES.length);
  #waiting = 0;

  constructor(saved) {
    if (!saved) return;
    [this.every, this.length] = [saved.every, saved.losses.length];
    NAMES.forEach((name, k) => this.#kept[k].set(saved[name]));
  }

  add(...values) {
    values.forEach((v, k) => (this.#sums[k] += v));
    if (++this.#waiting < this.every) return;
    if (this.length === MOST) this.#halve();
    if (this.#waiting < this.every) return;
    this.#kept.forEach((all, k) => (all[this.length] = this.#sums[k] / this.#waiting));
    [this.length, this.#waiting] = [this.length + 1, 0];
    this.#sums.fill(0);
  }

  #halve() {
    for (const all of this.#kept)
      for (let k = 0; k < MOST / 2; k++) all[k] = (all[2 * k] + all[2 * k + 1]) / 2;
    [this.length, this.every] = [MOST / 2, 2 * this.every];
  }

  // Numbers (length), one for each `every` updates; a view.
  get losses() {
    return this.#kept[0].subarray(0, this.length);
  }
  get scores() {
    return this.#kept[1].subarray(0, this.length);
  }
  get norms() {
    return this.#kept[2].subarray(0, this.length);
  }

  save() {
    const lists = NAMES.map((name) => [name, Array.from(this[name])]);
    return { every: this.every, ...Object.fromEntries(lists) };
  }
}

// saved: what `save` gave, to go on from there.
export const makeHistory = (saved) => new History(saved);
