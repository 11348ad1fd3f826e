"""What the tests of the live widgets share."""

# Visible parts of the live widget that reach beyond its sides.
TOO_WIDE = """() => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  const live = document.querySelector(".rnn-widget-live");
  const { left, right } = live.getBoundingClientRect();
  return [...live.querySelectorAll("*")]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }))
    .filter((e) => !e.closest(".rnn-quiet, g") || e.matches("text"))
    .map((e) => [e.outerHTML.slice(0, 60), e.getBoundingClientRect()])
    .filter(([, r]) => r.width && (r.right > right + 0.5 || r.left < left - 0.5))
    .map(([what]) => what);
}"""
