// Where the gradients of a cut stream end: the twin of rounds() in __init__.py.

const modulo = (a, b) => ((a % b) + b) % b;

// Rows [sign, question, first]: the first step that the question's gradient reaches.
export function rounds(lag, window, cut, steps) {
  const found = [];
  for (let sign = 0; sign + lag < steps; sign += lag + 1) {
    const question = sign + lag;
    found.push([sign, question, Math.max(0, question - modulo(question - cut, window))]);
  }
  return found;
}

// (4.23): the part of the answers whose gradient arrives, if cuts fall anywhere.
export const share = (lag, window) => Math.max(0, window - lag) / window;

export const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
