"""Formulas as MathML: what TeX means, TeX's spaces, and what is left to MathJax."""

import sys
from pathlib import Path

import pytest

EXTENSIONS = Path(__file__).parents[1] / "book" / "_ext"


@pytest.fixture(scope="module")
def formulas():
    sys.path.insert(0, str(EXTENSIONS))
    try:
        from rnnbook_site import formulas

        yield formulas
    finally:
        sys.path.remove(str(EXTENSIONS))


@pytest.fixture(scope="module")
def made(formulas):
    """made(tex, display=False): MathML and number, or why not, in words."""
    convert = formulas.engine()
    return lambda tex, display=False: convert([[tex, display]])[0]


@pytest.mark.parametrize(
    "tex, mathml",
    [
        ("h_t", "<msub><mi>h</mi><mi>t</mi></msub>"),
        (r"\tfrac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
        (r"a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
        (r"\mathrm{d}c", '<mi mathvariant="normal">d</mi></mpadded><mi>c</mi>'),
        (r"\mathbb{R}", "<mi>ℝ</mi>"),
        (r"\mathbf{x}", "<mi>𝐱</mi>"),
        (r"\mathcal{L}", "<mi>ℒ</mi>"),
        (r"\bar h", '<mi>h</mi><mo class="bar" stretchy="false"'),
        (r"\mathit{xU}", '<mi class="mathit">xU</mi>'),
        (r"\diag", "<mpadded><mi>diag</mi></mpadded>"),
        (r"\overline{xy}", '<mrow class="overlined"><mrow><mi>x</mi>'),
        (r"\square", "<mi>□</mi>"),  # in the font, which ◻ is not
        (r"\text{if } t", "<mtext>if\N{NO-BREAK SPACE}</mtext>"),
        (r"\boldsymbol{\alpha}", "<mi>𝜶</mi>"),
        (r"\color{red}{x}", "color:red"),
    ],
)  # fmt: skip
def test_tex_becomes_the_mathml_that_browsers_draw(made, tex, mathml):
    assert mathml in made(tex)[0]


@pytest.mark.parametrize(
    "tex, mathml",
    [
        ("a = b", "<mo>=</mo>"),  # the browser's own spaces are TeX's
        ("a = -b", '<mo>=</mo><mo lspace="0" rspace="0">−</mo>'),
        ("a - b", "<mo>−</mo>"),
        ("h_{t-1}", '<mo lspace="0" rspace="0">−</mo>'),
        (r"\ln x", '\N{FUNCTION APPLICATION}</mo><mspace width="0.167em">'),
        (r"a\,b", '<mi>a</mi><mspace width="0.167em"></mspace><mi>b</mi>'),
        (r"\tanh\!\big(x\big)", '</mpadded><mo minsize="1.2em" maxsize="1.2em">('),
        (r"a\!b", '<mspace style="margin-left:-0.167em">'),
        (r"x, \quad y", 'rspace="1.167em">,'),
        (r"a \sum_k q", '<mspace width="0.167em"></mspace><munder><mo lspace="0"'),
        (r"\sum_k q", '</munder><mspace width="0.167em"></mspace><mi>q</mi>'),
        (r"\big| x \big|", '<mo minsize="1.2em" maxsize="1.2em" form="prefix"'),
        (r"\big(x\big)^2", 'maxsize="1.2em">)</mo></mrow><mn>2</mn></msup>'),
    ],
)
def test_spaces_are_those_of_tex(made, tex, mathml):
    assert mathml in made(tex)[0]


def test_the_number_of_a_display_stands_beside_it(made):
    mathml, number = made(r"h = \tanh(a) \tag{6.2}", True)
    assert number == "6.2"
    assert "6.2" not in mathml and "mtable" not in mathml
    assert mathml.startswith('<math display="block"><mi>h</mi>')


def test_a_number_of_one_line_of_several_stays_in_its_line(made):
    tex = r"\begin{align} a &= b \tag{1} \\ c &= d \tag{2} \end{align}"
    mathml, number = made(tex, True)
    assert number is None
    assert mathml.count('<mtd class="eq-number"><mtext>(') == 2


def test_lines_are_aligned_and_apart(made):
    mathml, _ = made(r"\begin{aligned} a &= b \\ c &= d \end{aligned}", True)
    assert mathml.count('<mtd class="right"') == 2
    assert "padding-top:3pt" in mathml


@pytest.mark.parametrize(
    "tex, word",
    [
        (r"\frac{1}", "Missing argument"),
        (r"\begin{matrix} 1", "Missing"),
        (r"\href{https://example.org}{x}", "mrow|mi|TeXAtom"),
        (r"\cancel{x}", "menclose"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(made, tex, word):
    answer = made(tex)
    assert isinstance(answer, str)
    assert any(each in answer for each in word.split("|"))


def test_the_first_font_has_what_the_style_sheet_says():
    sys.path.insert(0, str(EXTENSIONS.parents[1] / "scripts"))
    from subset_math_font import FIRST

    css = (EXTENSIONS.parent / "assets" / "css" / "base.css").read_text(encoding="utf8")
    ranges = css.split("unicode-range:")[1].split(";")[0]
    assert ranges.replace("U+", "").replace(",", "").split() == FIRST.split()


def test_formulas_are_kept_from_one_build_to_the_next(formulas, tmp_path, monkeypatch):
    file = tmp_path / "formulas.json"
    first = formulas.Formulas(file)
    answer = first.get("h_t", False)
    assert first.get(r"\frac{1}", True) is None
    first.keep()
    monkeypatch.setattr(formulas, "engine", lambda: pytest.fail("made again"))
    again = formulas.Formulas(file)
    assert again.get("h_t", False) == answer
    assert again.get(r"\frac{1}", True) is None
    monkeypatch.setattr(formulas, "version", lambda: "another")
    assert not formulas.Formulas(file).made
