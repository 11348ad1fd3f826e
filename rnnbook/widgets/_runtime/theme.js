// The palette's colours as numbers, for what is painted point by point.

// onTheme(call): call it when the page's colours change; returns how to stop.
export function onTheme(call) {
  const watch = new MutationObserver(call);
  const attributes = { attributes: true, attributeFilter: ["data-theme", "data-jp-theme-light"] };
  watch.observe(document.documentElement, attributes);
  watch.observe(document.body, attributes);
  const dark = globalThis.matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", call);
  return () => {
    watch.disconnect();
    dark.removeEventListener("change", call);
  };
}

// [red, green, blue] of a role, as `root` has it now.
export function colourOf(root, role) {
  const text = getComputedStyle(root).getPropertyValue(`--rnn-${role}`).trim();
  return [1, 3, 5].map((k) => Number.parseInt(text.slice(k, k + 2), 16));
}

// Paint a map: rows of columns of values, -1 ... 1, as shades of two colours.
export function paint(canvas, rows, columns, value, { more, less }) {
  if (canvas.width !== columns || canvas.height !== rows) {
    [canvas.width, canvas.height] = [columns, rows];
  }
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  const { data } = image;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const v = value(r, c);
      const at = 4 * (r * columns + c);
      const colour = v < 0 ? less : more;
      for (let k = 0; k < 3; k++) data[at + k] = colour[k];
      data[at + 3] = 255 * Math.min(1, Math.abs(v));
    }
  }
  context.putImageData(image, 0, 0);
}
