// A chart with axes in an SVG, for widgets that plot: it is laid out for the width that
// it gets, so its text keeps its size on a phone.

const NS = "http://www.w3.org/2000/svg";

export function node(parent, tag, attributes = {}, text) {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return parent.appendChild(made);
}

// Set an attribute, or the text of an element, only if it differs.
export function mark(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

export function write(element, text) {
  if (element.textContent !== String(text)) element.textContent = text;
}

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
export const power = (n) => (n === 0 ? "1" : `10${[...String(n)].map((c) => RAISED[c]).join("")}`);

// A number for a read-out: 0.37, 12, 3.1·10⁻⁷.
export function scientific(value, digits = 2) {
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : `${sign}∞`;
  if (size === 0) return "0";
  if (size >= 0.01 && size < 1000) return sign + String(Number(size.toPrecision(digits)));
  const [digit, exponent] = size.toExponential(digits - 1).split("e");
  return `${sign}${digit}·${power(Number(exponent))}`;
}

// A path through points; one that is not finite breaks the line.
export function line(points) {
  let pen = "M";
  let path = "";
  for (const [x, y] of points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) { pen = "M"; continue; }
    path += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = "L";
  }
  return path;
}

// Points as one path: draw it with round ends and a wide stroke.
export const dots = (points) => points
  .filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
  .map(([x, y]) => `M${x.toFixed(1)} ${y.toFixed(1)}h.01`).join("");

// makeAxes(svg, box) has a frame to draw in: box { left, right, top, bottom } in pixels.
// set({ x: [from, to], y: [from, to], xTicks, yTicks, xName, yName }) draws the axes;
// ticks are numbers or [number, text]. x(v) and y(v) are then the places of values.
export function makeAxes(svg, box) {
  const grid = node(svg, "g", { class: "axes" });
  let [xs, ys, shown] = [[0, 1], [0, 1], ""];
  const x = (v) => box.left + ((v - xs[0]) / (xs[1] - xs[0])) * (box.right - box.left);
  const y = (v) => box.bottom - ((v - ys[0]) / (ys[1] - ys[0])) * (box.bottom - box.top);
  return {
    box, x, y,
    fromX: (at) => xs[0] + ((at - box.left) / (box.right - box.left)) * (xs[1] - xs[0]),
    fromY: (at) => ys[0] + ((box.bottom - at) / (box.bottom - box.top)) * (ys[1] - ys[0]),
    set(options) {
      [xs, ys] = [options.x, options.y];
      const key = JSON.stringify(options);
      if (key === shown) return;
      shown = key;
      grid.replaceChildren();
      const ticks = (list) => list.map((tick) => (Array.isArray(tick) ? tick : [tick, String(tick).replace("-", "−")]));
      for (const [v, text] of ticks(options.yTicks)) {
        node(grid, "path", { class: "grid", d: `M${box.left} ${y(v).toFixed(1)}H${box.right}` });
        node(grid, "text", { class: "tick", x: box.left - 6, y: y(v) + 4, "text-anchor": "end" }, text);
      }
      for (const [v, text] of ticks(options.xTicks)) {
        node(grid, "path", { class: "grid", d: `M${x(v).toFixed(1)} ${box.bottom}v4` });
        node(grid, "text", { class: "tick", x: x(v), y: box.bottom + 17, "text-anchor": "middle" }, text);
      }
      node(grid, "path", { class: "frame", d: `M${box.left} ${box.top}V${box.bottom}H${box.right}` });
      if (options.xName) node(grid, "text", { class: "name", x: box.right, y: box.bottom + 34, "text-anchor": "end" }, options.xName);
      if (options.yName) node(grid, "text", { class: "name", x: 0, y: box.top - 12 }, options.yName);
    },
  };
}
