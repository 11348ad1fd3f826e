// What changes its height with every setting would move the page below.

// keepRoom(elements, most): each keeps the room that it has had at its width, up to so many
// pixels. Returns a function that ends it.
export function keepRoom(elements, most = Number.POSITIVE_INFINITY) {
  const widths = new WeakMap();
  const giveBack = (element) => {
    element.style.minHeight = "";
    watch.unobserve(element);
    watch.observe(element);
  };
  const watch = new ResizeObserver((entries) => {
    for (const { target, borderBoxSize } of entries) {
      const [{ inlineSize: width, blockSize: height }] = borderBoxSize;
      if (!height) continue; // folded away
      const same = widths.get(target) === width || !target.style.minHeight;
      widths.set(target, width);
      if (same) {
        target.style.boxSizing = "border-box";
        target.style.minHeight = `${Math.min(height, most)}px`;
      } else requestAnimationFrame(() => giveBack(target)); // no news for this very observer
    }
  });
  for (const element of elements) watch.observe(element);
  return () => watch.disconnect();
}
