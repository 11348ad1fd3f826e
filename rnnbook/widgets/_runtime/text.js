// Numbers as text, for read-outs, axes and sentences.

// A number with a real minus sign, halves away from zero: 0.88, −1.25, 12.50, 153.2,
// 1.2e4. Below 0.1 it keeps two significant digits, 0.045, 0.0053, and below 1e−4 it has
// an exponent, 2.1e−5: a number that is not zero never reads as zero.
export function format(value, digits = 2) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value < 0 ? "−∞" : "∞";
  const size = Math.abs(value);
  let text;
  if (size >= 9999.5) text = size.toExponential(1).replace("e+", "e");
  else if (size >= 999.5) text = size.toFixed(0);
  else if (size >= 99.95) text = size.toFixed(1);
  else text = size.toFixed(size >= 9.995 ? Math.min(digits, 2) : digits);
  if (size > 0 && size < 1e-4) text = size.toExponential(1).replace("e-", "e−");
  else if (size > 0 && size < 0.1) {
    text = size.toFixed(Math.max(digits, 1 - Math.floor(Math.log10(size))));
  }
  return value < 0 && Number(text.replace("−", "-")) !== 0 ? `−${text}` : text;
}

// A part of one as a percentage: 68 %, but 0.2 % and 99.8 %, and never 0 % or 100 % of
// what is not none or all.
export function percent(part) {
  const value = 100 * part;
  if (value > 0 && value < 0.05) return "< 0.1 %";
  if (value < 100 && value >= 99.95) return "> 99.9 %";
  const close = (value > 0 && value < 1) || (value > 99 && value < 100);
  return `${value.toFixed(close ? 1 : 0)} %`;
}

// 10 to a whole power: 10⁻⁷, and 1.
const RAISED = { "-": "⁻", 1: "¹", 2: "²", 3: "³" };
const raised = (c) => RAISED[c] ?? String.fromCharCode(0x2070 + Number(c));
export const power = (n) => (n === 0 ? "1" : `10${[...String(n)].map(raised).join("")}`);

// A number of any size: 0.37, 12, 3.1·10⁻⁷.
export function scientific(value, digits = 2) {
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : `${sign}∞`;
  if (size === 0) return "0";
  if (size >= 0.01 && size < 1000) return sign + String(Number(size.toPrecision(digits)));
  const [digit, exponent] = size.toExponential(digits - 1).split("e");
  return `${sign}${digit}·${power(Number(exponent))}`;
}
