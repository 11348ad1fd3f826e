// Numbers and shapes as Python writes them, for the sentences of a check.

const EXACT = 100; // digits after which a number that goes on is no tie

// Exponent and digits of a number, rounded to `digits` of them; ties go to the even one.
function rounded(size, digits) {
  const [mantissa, exponent] = size.toExponential(digits - 1).split("e");
  const [all] = size.toExponential(EXACT).split("e");
  const rest = all.replace(".", "").slice(digits);
  if (!/^50*$/.test(rest)) return [mantissa, Number(exponent)];
  const down = all.slice(0, digits > 1 ? digits + 1 : 1);
  return Number(down.at(-1)) % 2 ? [mantissa, Number(exponent)] : [down, Number(exponent)];
}

const trimmed = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

// As f"{value:.{digits}g}".
export function general(value, digits) {
  if (Number.isNaN(value)) return "nan";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (size === Infinity || size === 0) return `${sign}${size ? "inf" : "0"}`;
  const [mantissa, exponent] = rounded(size, digits);
  if (exponent < -4 || exponent >= digits) {
    const power = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${trimmed(mantissa)}e${exponent < 0 ? "-" : "+"}${power}`;
  }
  const figures = mantissa.replace(".", "");
  if (exponent < 0) return sign + trimmed(`0.${"0".repeat(-exponent - 1)}${figures}`);
  const whole = figures.slice(0, exponent + 1);
  const rest = figures.slice(exponent + 1);
  return sign + trimmed(rest ? `${whole}.${rest}` : whole);
}

// As str(shape): (), (3,), (2, 12).
export const tuple = (shape) => (shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`);

export const code = (text) => `\`${text}\``;
export const listed = (names) => names.map(code).join(", ");
export const joined = (names) => names.map(code).join(" and ");
