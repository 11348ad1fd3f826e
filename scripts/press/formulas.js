// Formulas on paper: set by MathJax where the page has TeX, and with a text for the ear.
// Of all that holds a formula, Chromium names only an <svg role="img"> in the tags of a
// PDF. So an empty one lies over each formula, which itself is silent.
(function () {
  "use strict";
  const MARK = "\ue000"; // finish.py makes a Formula of a Figure whose text begins so
  const SVG = "http://www.w3.org/2000/svg";

  async function typeset() {
    const open = [...document.querySelectorAll(".math")].filter((e) => !e.querySelector("math"));
    if (open.length) await window.MathJax.typesetPromise(open);
    return open.length;
  }

  async function speech() {
    const engine = window.MathJax._.a11y.sre.default;
    await engine.setupEngine({ locale: "en", domain: "clearspeak", speech: "shallow" });
    const said = new Map();
    return (math) => {
      const source = math.outerHTML;
      if (!said.has(source)) said.set(source, engine.toSpeech(source).replace(/\s+/g, " ").trim());
      return said.get(source);
    };
  }

  function lay(math, text) {
    const box = math.closest("mjx-container") ?? math;
    box.setAttribute("aria-hidden", "true");
    const frame = document.createElement("span");
    frame.className = math.getAttribute("display") === "block" ? "spoken block" : "spoken";
    box.replaceWith(frame);
    const over = document.createElementNS(SVG, "svg");
    over.setAttribute("role", "img");
    over.setAttribute("aria-label", MARK + text);
    over.append(document.createElementNS(SVG, "rect"));
    frame.append(over, box);
    math.closest("mjx-assistive-mml")?.remove();
  }

  async function speakAll() {
    const say = await speech();
    const all = [...document.querySelectorAll("math")].filter((math) => !math.closest("svg"));
    for (const math of all) lay(math, say(math));
    return all.length;
  }

  window.formulas = { typeset, speech, speakAll };
})();
