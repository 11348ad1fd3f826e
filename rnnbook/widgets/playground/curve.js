// A curve that never grows: means over equal numbers of updates. When there are too many
// of them, each two become one.

// push(value), points: [[update, mean], ...], recent(n): the mean of the last values,
// count, last; `most` points at most.
export function makeCurve(most = 240, kept = 200) {
  let [width, points, sum, within, count] = [1, [], 0, 0, 0];
  const latest = new Float64Array(kept);
  const close = () => {
    points.push([count - (width - 1) / 2, sum / width]);
    [sum, within] = [0, 0];
    if (points.length < most) return;
    points = Array.from({ length: most / 2 }, (_, k) => {
      const [[a, u], [b, v]] = points.slice(2 * k, 2 * k + 2);
      return [(a + b) / 2, (u + v) / 2];
    });
    width *= 2;
  };
  return {
    push(value) {
      latest[count % kept] = value;
      count += 1;
      sum += value;
      within += 1;
      if (within === width) close();
    },
    recent(n) {
      const many = Math.min(n, count, kept);
      let total = 0;
      for (let k = 1; k <= many; k++) total += latest[(count - k) % kept];
      return many ? total / many : Number.NaN;
    },
    get points() {
      return points;
    },
    get count() {
      return count;
    },
    get last() {
      return count ? latest[(count - 1) % kept] : Number.NaN;
    },
  };
}

// Means of each `n` neighbours of [[x, y], ...]: fewer points, less noise.
export function smooth(points, n) {
  const found = [];
  let sum = 0;
  points.forEach(([x, y], k) => {
    sum += y;
    if (k >= n) sum -= points[k - n][1];
    found.push([x, sum / Math.min(k + 1, n)]);
  });
  return found;
}
