"""Formulas as text: what is known is shown whole, what is not is refused."""

import pytest
from course.bank.formulas import FormulaError, formula
from course.bank.prose import as_html, inline, plain


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"h_{t-1}", "<i>h</i><sub><i>t</i>−1</sub>"),
        (r"30^4 = 810000", "30<sup>4</sup> = 810000"),
        (r"\frac12", "1/2"),
        (r"\frac{a+b}{2}", "(<i>a</i> + <i>b</i>)/2"),
        (r"-0.5", "−0.5"),
        (r"1 - z", "1 − <i>z</i>"),
        (r"(-1, 2)", "(−1, 2)"),
        (r"0.6 \tanh(1.5\,x)", "0.6\u2009tanh(1.5\u2009<i>x</i>)"),
        (r"\mathrm{d}h_3", "d<i>h</i><sub>3</sub>"),
        (r"\begin{pmatrix} 0.85 & 2 \\ 0 & 1 \end{pmatrix}", "[[0.85, 2], [0, 1]]"),
        (r"\bar h_5", "<i>h\u0304</i><sub>5</sub>"),
        (r"a < b", "<i>a</i> &lt; <i>b</i>"),
        (r"\pm 1/\sqrt{H}", "±1/√<i>H</i>"),
    ],
)
def test_a_formula_is_shown_as_text(tex, shown):
    assert formula(tex) == shown


@pytest.mark.parametrize("tex", [r"\aleph x", "a_", "{a", r"\begin{array} 1", "a & b"])
def test_what_is_not_known_is_refused_and_named(tex):
    with pytest.raises(FormulaError) as error:
        formula(tex)
    assert tex.split()[0].strip("{}") in str(error.value)


def test_the_source_of_a_formula_stands_in_its_title():
    assert inline("$h < 1$") == '<span title="h &lt; 1"><i>h</i> &lt; 1</span>'


def test_links_into_the_book_become_words_and_those_out_of_it_stay():
    text = inline("[a gate](../book/glossary.md#gate), [paper](https://doi.org/10.1/x)")
    assert text == 'a gate, <a href="https://doi.org/10.1/x">paper</a>'


def test_html_in_the_text_is_escaped():
    assert "<script>" not in as_html("a <script>alert(1)</script> b")
    assert plain(inline("x < y & z")) == "x < y & z"
