// Formulas on paper: the MathML of the pages, drawn with their font, and a text for the ear.
// A formula that is named as an image becomes a Figure with that text in the tags of a PDF,
// its signs inside; of <math> alone, Chromium would name nothing.
(function () {
  "use strict";
  const MARK = "\ue000"; // finish.py makes a Formula of a Figure whose text begins so

  /** What MathML cannot show is TeX in the pages (formulas.py): MathJax sets it. */
  async function typeset() {
    const open = [...document.querySelectorAll(".math.tex")];
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

  async function speakAll() {
    const say = await speech();
    const all = [...document.querySelectorAll("math")].filter((math) => !math.closest("svg"));
    for (const math of all) {
      const shown = math.closest("mjx-container") ?? math;
      const text = say(math);
      math.closest("mjx-assistive-mml")?.remove();
      shown.setAttribute("role", "img");
      shown.setAttribute("aria-label", MARK + text);
    }
    return all.length;
  }

  window.formulas = { typeset, speech, speakAll };
})();
