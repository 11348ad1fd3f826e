"""What WCAG 2.2 AA asks for and axe does not see, as scripts that look at a page.

Each returns what it finds against the rule, as lines to read; none is fine.
"""

# What a pointer presses: of what is ticked its label counts, too. A region that scrolls
# is a stop of the keyboard's, and nothing to press.
CONTROLS = """:is(a[href], button, input, select, textarea, summary, [role=button],
  [role=slider], [role=radio], [role=checkbox], [role=option], [role=tab])"""

# 2.5.8: 24 by 24 px; or within a line of other text; or so far from all others that
# circles of 24 px around their middles do not meet.
SMALL_TARGETS = f"""() => {{
  const folds = [...document.querySelectorAll("details:not([open])")];
  for (const fold of folds) fold.open = true;
  const shown = (e) => e.checkVisibility({{ visibilityProperty: true }});
  const box = (e) => {{
    const boxes = [e, ...(/checkbox|radio/.test(e.type) ? e.labels ?? [] : [])]
      .map((part) => part.getBoundingClientRect());
    const left = Math.min(...boxes.map((b) => b.left));
    const top = Math.min(...boxes.map((b) => b.top));
    const width = Math.max(...boxes.map((b) => b.right)) - left;
    const height = Math.max(...boxes.map((b) => b.bottom)) - top;
    return {{ left, top, width, height, x: left + width / 2, y: top + height / 2 }};
  }};
  const inLine = (e) => {{
    if (!getComputedStyle(e).display.startsWith("inline")) return false;
    let block = e.parentElement;
    const inside = (part) => getComputedStyle(part).display.startsWith("inline");
    while (inside(block)) block = block.parentElement;
    const words = (text) => text.replace(/\\s+/g, "");
    return words(block.textContent).length > words(e.textContent).length;
  }};
  const all = [...document.querySelectorAll("{CONTROLS.replace(chr(10), " ")}")]
    .filter((e) => shown(e) && !e.closest("[inert]"))
    .map((e) => ({{ e, ...box(e) }}))
    .filter((t) => t.width > 1 && t.height > 1);  // what is only heard
  const small = all.filter((t) => Math.min(t.width, t.height) < 23.5);
  const apart = (t, other) => {{
    const dx = Math.max(other.left - t.x, 0, t.x - other.left - other.width);
    const dy = Math.max(other.top - t.y, 0, t.y - other.top - other.height);
    const far = Math.hypot(dx, dy) >= 12;
    const between = Math.hypot(t.x - other.x, t.y - other.y);
    return far && (!small.includes(other) || between >= 24);
  }};
  const found = small.filter((t) => !inLine(t.e))
    .filter((t) => !all.every((o) => o === t || o.e.contains(t.e) || apart(t, o)))
    .map(({{ e, width, height }}) =>
      `${{Math.round(width)}} x ${{Math.round(height)}}: ` + e.outerHTML.slice(0, 110));
  for (const fold of folds) fold.open = false;
  return found;
}}"""

# Texts of figures, still and alive, that are smaller than 10 px; scripts of formulas
# and of symbols are smaller everywhere.
SMALL_TEXTS = """() => [...document.querySelectorAll(
    ".rnn-figure svg text, .rnn-widget-live svg text")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }))
  .filter((e) => e.textContent.trim())
  .map((e) => {
    const { a, b } = e.getScreenCTM();
    const own = [e, ...e.querySelectorAll("tspan")].map((part) =>
      parseFloat(getComputedStyle(part).fontSize));
    return [Math.max(...own) * Math.hypot(a, b), e];
  })
  .filter(([size]) => size < 9.95)
  .map(([size, e]) => `${size.toFixed(1)} px: ${e.outerHTML.slice(0, 100)}`)"""

# What a screen reader is told after each of a few changes, one of each kind of control:
# [control, texts of live regions]. Timers last `longest` ms meanwhile, at most: where a
# worker or a network answers, as long as they do for a reader, who hears the last text
# of half a second. That one has to wait for a network is a message of its own.
ANNOUNCED = """async (longest) => {
  const { setTimeout: later } = window;
  window.setTimeout = (call, ms, ...rest) =>
    later(call, Math.min(ms ?? 0, longest), ...rest);
  const WAIT = /is on its way|being made ready|^Looking at/;
  const pause = (ms) => new Promise((done) => later(done, ms));
  const frame = () => new Promise((done) => requestAnimationFrame(() => later(done)));
  const REGIONS = "[role=status], [role=alert], [role=log], output, [aria-live]";
  let spoken = [];
  // A while without news, and without a change of the page: what has changed is told
  // a moment later. What plays goes on changing. What a worker or a network is asked
  // for takes longer, and the figure says so, or is marked as busy.
  let stirred = false;
  const stirs = new MutationObserver(() => (stirred = true));
  stirs.observe(document.body, { childList: true, subtree: true, attributes: true });
  const underWay = () => [...document.querySelectorAll(".rnn-widget-live")].some((e) =>
    e.ariaBusy === "true" || e.querySelector("[aria-busy=true]")
    || WAIT.test(e.innerText));
  const rounds = longest > 100 ? 2 : 1;
  const quiet = async () => {
    for (let [k, calm, before] = [0, 0, 0]; k < 60 && calm < rounds; k += 1) {
      before = spoken.length;
      stirred = false;
      for (let n = 0; n < 3; n += 1) await frame();
      await pause(1.2 * longest);
      const goesOn = stirred && k < 12;
      calm = before !== spoken.length || underWay() || goesOn ? 0 : calm + 1;
    }
  };
  const live = (e) => (e.nodeType === 1 ? e : e.parentElement)?.closest(REGIONS);
  const watch = new MutationObserver((changes) => {
    const regions = new Set(changes.map((c) => live(c.target)).filter(Boolean));
    for (const e of regions) {
      const text = e.textContent.trim();
      if (text && e.ariaLive !== "off" && !WAIT.test(text)) spoken.push(text);
    }
  });
  watch.observe(document.body, { childList: true, subtree: true, characterData: true });
  const set = (e, value) => {
    e.value = value;
    for (const kind of ["input", "change"]) {
      e.dispatchEvent(new Event(kind, { bubbles: true }));
    }
  };
  const acts = {
    "input[type=range]": (e) => set(e, e.value === e.max ? e.min : e.max),
    "input[type=number]": (e) => set(e, Number(e.value) - Number(e.step || 1)),
    "input[type=checkbox]": (e) => e.click(),
    select: (e) => set(e, e.options[e.selectedIndex ? 0 : 1].value),
    "button[aria-pressed=false]": (e) => e.click(),
    "button:not([aria-pressed])": (e) => e.click(),
  };
  const told = [];
  await quiet();
  for (const [kind, act] of Object.entries(acts)) {
    const found = [...document.querySelectorAll(`.rnn-widget-live ${kind}`)]
      .filter((e) => e.checkVisibility() && !e.disabled && e.ariaDisabled !== "true");
    for (const control of new Set([found[0], found.at(-1)].filter(Boolean))) {
      if (!control.isConnected || !control.checkVisibility()) continue;
      spoken = [];
      act(control);
      await quiet();
      told.push([control.outerHTML.slice(0, 90), spoken]);
    }
  }
  watch.disconnect();
  stirs.disconnect();
  window.setTimeout = later;
  return told;
}"""

# How light a colour is, and what is behind a drawing: for the two scripts below.
COLOURS = """
  const context = new OffscreenCanvas(1, 1)
    .getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const rgba = (colour) => {
    if (!known.has(colour)) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  };
  const over = ([r, g, b, a], below) =>
    [r, g, b].map((v, k) => a * v + (1 - a) * below[k]);
  const light = (colour) => {
    const [r, g, b] = colour.map((v) =>
      v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const paper = rgba(getComputedStyle(document.documentElement)
    .getPropertyValue("--rnn-paper").trim());
  const dim = (e) => {
    let all = 1;
    for (; e && e !== document.body; e = e.parentElement) {
      all *= Number(getComputedStyle(e).opacity);
    }
    return all;
  };
  const ground = (e) => {  // the first colour behind a whole drawing
    for (let h = e.closest("svg"); h; h = h.parentElement) {
      const colour = rgba(getComputedStyle(h).backgroundColor);
      if (colour[3]) return over(colour, paper);
    }
    return paper;
  };
"""

# Texts of drawings with less than 4.5 : 1 (3 : 1 where they are large) on what is
# behind them, whatever is see-through above them; axe looks at no drawing.
PALE_TEXTS = (
    """(root) => {"""
    + COLOURS
    + """
  const behind = (e) => {  // shapes drawn before it, around its middle
    const svg = e.closest("svg");
    const { left, top, width, height } = e.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    let below = ground(e);
    for (const shape of svg.querySelectorAll("rect, circle, path")) {
      if (!(shape.compareDocumentPosition(e) & 4)) continue;
      const style = getComputedStyle(shape);
      if (style.fill === "none" || style.visibility === "hidden") continue;
      const box = shape.getBoundingClientRect();
      if (x < box.left || x > box.right || y < box.top || y > box.bottom) continue;
      if (shape.localName === "path" && !style.fill.startsWith("rgb(")) continue;
      const [r, g, b, a] = rgba(style.fill);
      const see = a * Number(style.fillOpacity) * dim(shape);
      below = over([r, g, b, see], below);
    }
    return below;
  };
  return [...document.querySelectorAll(`${root} svg text`)]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }))
    .filter((e) => e.textContent.trim())
    .filter((e) => e.getBoundingClientRect().width)
    .map((e) => {
      const style = getComputedStyle(e);
      const seen = dim(e) * Number(style.fillOpacity);
      const below = behind(e);
      const [r, g, b, a] = rgba(style.fill);
      return [e, seen < 0.02 ? 99 : contrast(over([r, g, b, a * seen], below), below),
        parseFloat(style.fontSize)];
    })
    .filter(([, ratio, size]) => ratio < (size >= 24 ? 3 : 4.45))
    .map(([e, ratio]) => `${ratio.toFixed(1)} : 1: ${e.outerHTML.slice(0, 120)}`);
}"""
)

# Lines and edges of a drawing with less than 3 : 1 on what is behind it. What is no
# line: a grid and a frame, in the colour of lines of the page; what hides what lies
# behind it, in the page's; a band along a line that is drawn upon it.
PALE_LINES = (
    """(root) => {"""
    + COLOURS
    + """
  const tones = ["line", "paper", "surface"].map((role) =>
    rgba(getComputedStyle(document.documentElement)
      .getPropertyValue(`--rnn-${role}`).trim()).join());
  const kinds = "path, line, polyline, polygon, circle, ellipse, rect";
  const found = new Map();
  for (const e of document.querySelectorAll(`${root} svg :is(${kinds})`)) {
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    if (!e.checkVisibility({ visibilityProperty: true }) || e.closest("defs, clipPath"))
      continue;
    if (style.stroke === "none" || !parseFloat(style.strokeWidth)) continue;
    if (!box.width && !box.height) continue;
    const wayOf = (one) => one.getAttribute("d") ?? one.getAttribute("points");
    const later = [...e.parentElement.children];
    later.splice(0, later.indexOf(e) + 1); // the line itself, over a broad pale one
    if (wayOf(e) && later.some((other) => wayOf(other) === wayOf(e))) continue;
    const [r, g, b, a] = rgba(style.stroke);
    if (tones.includes([r, g, b, a].join())) continue;
    const below = ground(e);
    const seen = a * dim(e) * Number(style.strokeOpacity);
    if (!seen) continue;
    const ratio = contrast(over([r, g, b, seen], below), below);
    const own = [e.parentElement, e].map((each) =>
      `${each.localName}.${each.getAttribute("class") ?? ""}`).join(" > ");
    if (ratio < 2.95 && ratio < (found.get(own) ?? 99)) found.set(own, ratio);
  }
  return [...found].map(([own, ratio]) => `${ratio.toFixed(1)} : 1: ${own}`);
}"""
)

# Before figures are shown: notes which of their elements listen to a pointer's way.
WATCH_DRAGS = """() => {
  if (window.listening) return;
  window.listening = new Map();
  const { addEventListener } = EventTarget.prototype;
  const DRAG = /^((pointer|mouse)(down|move)|touch(start|move)|drag)/;
  EventTarget.prototype.addEventListener = function (kind, ...rest) {
    if (this instanceof Element && DRAG.test(kind)) {
      if (!window.listening.has(this)) window.listening.set(this, new Set());
      window.listening.get(this).add(kind);
    }
    return addEventListener.call(this, kind, ...rest);
  };
}"""

# Those of them that are seen: what is dragged, or pressed where no control is.
DRAGGED = """() => [...window.listening.keys()].filter((e) => e.isConnected
  && e.closest(".rnn-widget-live") && e.checkVisibility({ visibilityProperty: true })
  && e.getBoundingClientRect().width > 30 && e.getBoundingClientRect().height > 30)"""

# Where the system chooses the colours: of controls of a kind, those that are pressed,
# selected, current or out of use and yet look like the others. Marks that no colour
# makes count too: a line below, another border, a heavier face.
STATES = """() => {
  const look = (e) => {
    const s = getComputedStyle(e);
    return [s.backgroundColor, s.color, s.borderStyle, s.borderWidth, s.borderColor,
      s.outlineStyle, s.textDecorationLine, s.fontWeight,
      getComputedStyle(e, "::before").content].join();
  };
  const states = ["aria-pressed", "aria-selected", "aria-current", "aria-checked",
    "aria-expanded"];
  const found = [];
  for (const state of states.slice(0, 4)) {
    for (const on of document.querySelectorAll(`.rnn-widget-live [${state}]`)) {
      const value = on.getAttribute(state);
      if (value === "false" || !on.checkVisibility()) continue;
      const kin = [...on.parentElement.parentElement.querySelectorAll(on.localName)]
        .filter((e) => e !== on && e.className === on.className && e.checkVisibility()
          && !e.disabled && (e.getAttribute(state) ?? "false") === "false");
      if (kin.some((e) => look(e) === look(on))) {
        found.push(`${state}: ${on.outerHTML.slice(0, 100)}`);
      }
    }
  }
  for (const off of document.querySelectorAll(".rnn-widget-live button:disabled")) {
    const kin = [...off.parentElement.querySelectorAll("button:enabled")]
      .filter((e) => e.checkVisibility() && e.className === off.className);
    if (off.checkVisibility() && kin.some((e) => look(e) === look(off))) {
      found.push(`disabled: ${off.outerHTML.slice(0, 100)}`);
    }
  }
  return found;
}"""

# Three and more buttons of a kind that are not one stop of the Tab key. In a row that
# holds one of the acts, each is a kind of its own.
ONE_STOP = """(acts) => {
  const rows = new Map();
  for (const e of document.querySelectorAll(".rnn-widget-live button")) {
    if (!e.checkVisibility({ visibilityProperty: true }) || e.disabled) continue;
    rows.set(e.parentElement, [...(rows.get(e.parentElement) ?? []), e]);
  }
  const isAct = (e) => acts.some((act) => e.textContent.includes(act));
  return [...rows.values()].filter((all) => all.length > 2 && !all.some(isAct))
    .map((all) => [all.filter((e) => e.tabIndex >= 0).length, all])
    .filter(([stops]) => stops !== 1)
    .map(([stops, all]) => `${stops}: ${all.map((e) => e.textContent).join(" | ")}`);
}"""

# 2.4.11: what has the focus, and lies under something that stays where it is. Both
# ways: backwards, a page scrolls until the focus is at its top.
HIDDEN_FOCUS = """() => {
  document.documentElement.style.scrollBehavior = "auto";
  const stops = [...document.querySelectorAll(`a[href], button:enabled, summary,
      input:enabled, select:enabled, textarea:enabled, [tabindex="0"]`)]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }))
    .filter((e) => e.getBoundingClientRect().width > 1);
  const covered = (e) => {
    e.focus();
    const box = e.getClientRects()[0];
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    if (right - left < 2 || bottom - top < 2) return true;
    return [0.1, 0.5, 0.9].every((part) => {
      const at = [(left + right) / 2, top + part * (bottom - top)];
      const hit = document.elementFromPoint(...at);
      const fixed = hit?.closest(".top");
      return fixed && !fixed.contains(e);
    });
  };
  return [...stops, ...stops.toReversed()].filter(covered)
    .map((e) => e.outerHTML.slice(0, 100));
}"""
