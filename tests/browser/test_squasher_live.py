"""The squasher in Chromium, without a kernel, by hand and by key."""

import re

import numpy as np
import pytest
from live_widgets import at_rest

from rnnbook.widgets import Squasher


def told(page):
    at_rest(page)
    return page.locator(".told").inner_text()


def numbers(text):
    """The numbers of a sentence: 5.3·10⁻⁴ is 0.00053."""
    plain = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
    found = re.findall(r"([−]?\d+(?:\.\d+)?)(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", text)
    return [
        float(value.translate(plain)) * 10.0 ** int((power or "0").translate(plain))
        for value, power in found
    ]


@pytest.mark.parametrize("activation", ["none", "tanh", "sigmoid"])
def test_it_says_pythons_numbers(show, activation):
    widget = Squasher(activation=activation, factor=2.5, layers=9)
    run, said = widget.run(), numbers(told(show(widget)))
    expected = [9, *run.h[-1], *run.d[-1]]
    np.testing.assert_allclose(said, expected, rtol=0.006)


def heights(page, chart):
    """The y of every point of the three curves of a chart, in pixels from its top.

    All points are one path, and the lines of the curves lead through the same places.
    """
    chart = page.locator(f".chart.{chart}")
    lines = chart.locator("polyline.entry").evaluate_all(
        "all => all.map((line) => line.getAttribute('points'))"
    )
    drawn = chart.locator(".points").get_attribute("d")
    points = re.findall(r"M([\d.]+ [\d.]+)h", drawn)
    assert " ".join(points) == " ".join(lines)
    ys = [float(point.split()[1]) for point in points]
    return np.reshape(ys, (3, -1))


def ticks(page, chart):
    """The numbers beside the vertical axis of a chart, each with its y."""
    found = page.locator(f".chart.{chart} .tick[text-anchor=end]").evaluate_all(
        "all => all.map((tick) => [tick.textContent, tick.getAttribute('y') - 4])"
    )
    raised = re.compile(r"^(−?)10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$")       # as in 1·10⁻⁶
    return {numbers(raised.sub(r"\g<1>1·10\g<2>", text))[0]: y for text, y in found}


def test_points_stand_where_the_axes_say(show):
    widget = Squasher(layers=6)
    page, run = show(widget), widget.run()
    at = ticks(page, "values")
    one = at[0] - at[1]
    drawn = np.array(heights(page, "values"))
    np.testing.assert_allclose(drawn, at[0] - one * run.h.T, atol=0.1)
    at = ticks(page, "slopes")
    decade = (at[1e-6] - at[1]) / 6
    drawn = np.array(heights(page, "slopes"))
    np.testing.assert_allclose(
        drawn, at[1] - decade * np.log10(np.abs(run.d.T)), atol=0.1
    )


def test_by_button_by_key_and_by_number(show):
    page = show(Squasher(layers=10))
    assert page.locator("[aria-pressed=true]").inner_text() == "tanh"
    page.get_by_role("button", name="nothing").click()
    assert numbers(told(page))[-1] == pytest.approx(3**10, rel=0.006)
    page.get_by_role("slider", name="layers").press("ArrowRight")
    assert numbers(told(page))[-1] == pytest.approx(3**11, rel=0.006)
    page.get_by_role("spinbutton", name="factor").fill("2")
    assert numbers(told(page))[-1] == pytest.approx(2**11, rel=0.006)
    before = numbers(told(page))
    page.get_by_role("slider", name="second start").press("End")
    after = numbers(told(page))
    assert after[2] == pytest.approx(2 * 2**11, rel=0.006)
    assert after[1] == before[1] and after[3] == before[3]


def test_what_is_out_of_range_is_refused_and_said(show):
    page = show(Squasher())
    before = told(page)
    for name, value in (("factor", "40"), ("layers", "2.5"), ("first start", "9")):
        page.get_by_role("spinbutton", name=name).fill(value)
        assert told(page) == before

