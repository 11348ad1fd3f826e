// For the formulas of this page that are still TeX (formulas.py).
window.MathJax = {
  tex: { tags: "none", macros: window.rnnbookMacros },
  chtml: { displayAlign: "left", displayIndent: "0", matchFontHeight: false },
  options: {
    enableMenu: false,
    ignoreHtmlClass: "tex2jax_ignore|rnn-widget",
    processHtmlClass: "math",
  },
  startup: {
    pageReady: function () {
      return MathJax.startup.defaultPageReady().then(function () {
        document.documentElement.dataset.math = "ready";
      });
    },
  },
};
// MathJax is large. It comes when the page and its widgets stand.
addEventListener("DOMContentLoaded", function () {
  requestAnimationFrame(function () {
    setTimeout(function () {
      const script = document.createElement("script");
      script.src = "{{ static('vendor/mathjax/tex-chtml.js') }}";
      document.head.append(script);
    });
  });
});
