"""The figures of chapters 5 and 7 in Chromium, without a kernel, by hand and by key."""

import re

import numpy as np
import pytest
from live_widgets import PHONE, at_rest

from rnnbook import CELLS
from rnnbook.widgets import CliffWalker, EigenvalueDisc, GradientRuler


def lstm_ruler(**settings):
    """The ruler as chapter 7 has it."""
    cells, knobs = [CELLS["rnn"], CELLS["lstm"]], {"lstm": ["f"]}
    settings = {"cell": "lstm", "biases": {"f": 1.0}, **settings}
    return GradientRuler(cells=cells, names={"rnn": "RNN"}, knobs=knobs, **settings)





def told(page):
    at_rest(page)
    return page.locator(".told").inner_text()


def drawn(page):
    """Every path and mark of the live drawing, as one text."""
    at_rest(page)
    shapes = "[...document.querySelectorAll('.rnn-widget-live svg :is(path, circle)')]"
    return page.evaluate(f"{shapes}.map((e) => e.outerHTML).join()")


def number(text, before):
    """The number that follows `before` in a sentence: 5.3·10⁻⁴ is 0.00053."""
    found = re.search(re.escape(before) + r"\s*([−\d.]+)(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", text)
    plain = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    value = float(found[1].rstrip(".").replace("−", "-"))
    return value * 10.0 ** int((found[2] or "0").translate(plain))


def test_ruler_says_pythons_numbers(show):
    widget = GradientRuler(cell="rnn_relu", start="orthogonal", radius=1.2, T=60)
    run, text = widget.run(), told(show(widget))
    assert number(text, "lag 59:") == pytest.approx(run.left[59], rel=0.06)
    assert number(text, "expected") == pytest.approx(run.expected[59], rel=0.06)
    assert number(text, "at most") == pytest.approx(run.bound[59], rel=0.06)


def test_ruler_draws_the_points_where_they_belong(show):
    widget = GradientRuler(T=20)
    page = show(widget)
    points = page.locator("g path.left").first.get_attribute("d")
    y = [float(v) for v in re.findall(r"M[\d.]+ ([\d.]+)h", points)]
    heights = np.array(y[0] - np.array(y))
    logs = np.log10(widget.run().left)
    per_decade = heights[19] / logs[19]
    np.testing.assert_allclose(heights, per_decade * logs, atol=0.2)


def test_ruler_by_key_and_by_button(show):
    page = show(GradientRuler())
    before = told(page)
    page.get_by_role("slider", name="spectral radius").press("ArrowRight")
    assert told(page) != before
    assert (
        page.get_by_role("spinbutton", name="spectral radius").input_value() == "1.05"
    )
    middle = told(page)
    page.get_by_role("button", name="sigmoid").click()
    assert number(told(page), "lag 99:") < 1e-40 < number(middle, "lag 99:")
    pressed = page.locator("[aria-pressed=true]").all_inner_texts()
    assert pressed == ["sigmoid", "random"]


def test_ruler_refuses_a_radius_out_of_range_and_keeps_the_drawing(show):
    page = show(GradientRuler())
    before = drawn(page)
    page.get_by_role("spinbutton", name="spectral radius").fill("40")
    assert drawn(page) == before


def test_ruler_of_an_lstm_says_pythons_numbers_and_moves_with_its_forget_bias(show):
    page = show(lstm_ruler(T=60))
    slider = page.get_by_role("slider", name="forget bias")
    for bias in (1.0, 1.5):
        run, text = lstm_ruler(T=60, biases={"f": bias}).run(), told(page)
        assert number(text, "lag 59:") == pytest.approx(run.left[59], rel=0.06)
        assert number(text, "path alone") == pytest.approx(run.direct[59], rel=0.06)
        slider.press("ArrowRight")


def test_ruler_draws_the_direct_path_of_an_lstm_and_none_of_an_rnn(show):
    widget = lstm_ruler(T=100)
    page = show(widget)
    at_rest(page)
    path = page.locator("g path.direct").first.get_attribute("d")
    y = np.array([float(v) for v in re.findall(r"[ML][\d.]+ ([\d.]+)", path)])
    logs = np.log10(widget.run().direct)
    np.testing.assert_allclose(y[0] - y, (y[0] - y[-1]) / logs[-1] * logs, atol=0.2)
    frame = page.locator("clipPath rect").first
    top, height = (float(frame.get_attribute(name)) for name in ("y", "height"))
    assert y[-1] <= top + height, "the scale leaves out a part of the direct path"
    key = page.locator(".key g:visible text")
    assert key.all_text_contents() == ["measured", "direct path (7.15)"]
    page.get_by_role("button", name="RNN").click()
    at_rest(page)
    assert page.locator("g path.direct").first.get_attribute("d") == ""
    assert key.all_text_contents() == ["measured", "expected (5.8)", "bound (5.9)"]
    assert not page.get_by_role("slider", name="forget bias").is_visible()


def test_disc_says_pythons_numbers(show):
    widget = EigenvalueDisc(real=0.9, imaginary=0, second=0.9, coupling=2)
    run, text = widget.run(), told(show(widget))
    assert number(text, "Spectral radius") == pytest.approx(0.9)
    assert number(text, "singular value") == pytest.approx(run.largest, abs=0.006)
    assert number(text, "has the norm") == pytest.approx(run.product[40], rel=0.06)
    assert number(text, "rose to") == pytest.approx(run.product.max(), rel=0.06)


def drag(page, x, y, to_x, to_y):
    """Drag on the plane of the disc, from and to places in its own units."""
    box = page.locator(".plane svg").bounding_box()

    def at(a, b):
        return (
            box["x"] + box["width"] * (0.5 + a / 3.2),
            box["y"] + box["height"] * (0.5 - b / 3.2),
        )

    page.mouse.move(*at(x, y))
    page.mouse.down()
    page.mouse.move(*at(to_x, to_y), steps=4)
    page.mouse.up()
    at_rest(page)


def test_disc_by_drag_pair_then_real_then_the_second_alone(show):
    page = show(EigenvalueDisc(real=0.9, imaginary=0.3, second=0.6))
    field = {
        name: page.get_by_role("spinbutton", name=name)
        for name in ("eigenvalue 1, real part", "its imaginary part", "eigenvalue 2")
    }
    real, imaginary, second = field.values()
    drag(page, 0.9, 0.3, -0.5, 0.8)
    assert float(real.input_value()) == pytest.approx(-0.5, abs=0.02)
    assert float(imaginary.input_value()) == pytest.approx(0.8, abs=0.02)
    drag(page, -0.5, 0.8, -0.5, 0.0)
    assert float(imaginary.input_value()) == 0
    drag(page, 0.6, 0, 1.1, 0)
    assert float(second.input_value()) == pytest.approx(1.1, abs=0.02)
    assert number(told(page), "Spectral radius") == pytest.approx(1.1, abs=0.02)


def test_disc_second_eigenvalue_makes_both_real(show):
    page = show(EigenvalueDisc(real=0.5, imaginary=0.3, second=0.6))
    page.get_by_role("slider", name="eigenvalue 2").press("ArrowRight")
    at_rest(page)
    imaginary = page.get_by_role("spinbutton", name="its imaginary part")
    assert float(imaginary.input_value()) == 0
    assert number(told(page), "Spectral radius") == pytest.approx(0.61)


def test_disc_by_key(show):
    page = show(EigenvalueDisc())
    before = drawn(page)
    page.get_by_role("slider", name="coupling").press("End")
    assert drawn(page) != before
    assert number(told(page), "singular value") > 3


def test_walker_says_pythons_numbers(show):
    widget = CliffWalker(w=5.0, b=-2.0, lr=0.05, threshold=0.02)
    (w, b), (cw, cb) = widget.path()[-1], widget.path(clipped=True)[-1]
    text = told(show(widget))
    assert number(text, "without clipping at (") == pytest.approx(w, abs=0.006)
    assert number(text, "clipped at (") == pytest.approx(cw, abs=0.006)
    for last in (b, cb):
        assert f"{last:.2f}".replace("-", "−") in text


def test_walker_by_press_by_key_and_by_button(show):
    page = show(CliffWalker())
    svg = page.locator("svg.chart")
    box = svg.bounding_box()
    page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 0.3 * box["height"])
    at_rest(page)
    w = page.get_by_role("spinbutton", name="start, weight w")
    assert 5.0 < float(w.input_value()) < 5.6
    before = drawn(page)
    page.get_by_role("slider", name="learning rate").press("ArrowRight")
    assert drawn(page) != before
    page.get_by_role("slider", name="clipping threshold").press("Home")
    before = drawn(page)
    page.get_by_role("button", name="by element").click()
    assert drawn(page) != before


def finger(page, x, y, dx, dy):
    """One finger down at x, y, moved by dx, dy, and lifted. Returns: px scrolled."""
    session = page.context.new_cdp_session(page)
    before = page.evaluate("scrollY")
    for kind, share in (
        ("touchStart", 0),
        *(("touchMove", k / 8) for k in range(1, 9)),
        ("touchEnd", None),
    ):
        points = [] if share is None else [{"x": x + share * dx, "y": y + share * dy}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        at_rest(page)
    page.wait_for_timeout(200)
    return page.evaluate("scrollY") - before


def in_the_middle(page, selector):
    """Scrolls until `selector` has room on both sides. Returns: its centre."""
    page.add_style_tag(content="main { padding: 900px 0; }")
    place = page.locator(selector)
    place.evaluate("e => e.scrollIntoView({ block: 'center' })")
    at_rest(page)
    box = place.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_finger_beside_a_handle_drags_the_eigenvalue_and_not_the_page(show):
    page = show(EigenvalueDisc(real=0.9, imaginary=0.3), **PHONE)
    x, y = in_the_middle(page, ".handle.one")
    assert finger(page, x - 17, y, 0, -60) == 0
    imaginary = page.get_by_role("spinbutton", name="its imaginary part")
    assert float(imaginary.input_value()) == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize(
    "make, selector", [(EigenvalueDisc, ".inside"), (CliffWalker, "svg.chart")]
)
def test_a_finger_that_scrolls_changes_nothing_and_a_tap_does(show, make, selector):
    page = show(make(), **PHONE)
    x, y = in_the_middle(page, selector)
    before = told(page)
    assert abs(finger(page, x, y, 0, -80)) > 20
    assert told(page) == before
    x, y = in_the_middle(page, selector)
    assert finger(page, x, y, 0, 0) == 0
    assert told(page) != before


def test_walkers_surface_is_there_in_the_themes_ink(show):
    colours = []
    for theme in ("light", "dark"):
        page = show(CliffWalker(), theme)
        shade = page.locator(".shade")
        style = (
            "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).maskImage]"
        )
        colour, mask = shade.evaluate(style)
        assert mask.startswith('url("data:image/png')
        colours.append(colour)
    assert colours[0] != colours[1]

