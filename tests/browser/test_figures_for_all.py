"""Every figure for all readers, beyond what axe sees: WCAG 2.2 AA, by its parts.

A figure is shown once and then looked at by all the tests below, in their order. In
`make test` those figures are seen whose parts differ, in `test-all` all of them.
"""

import pytest
from live_widgets import at_rest, without_problems
from test_gallery import SHOWN
from wcag import (
    ANNOUNCED,
    DRAGGED,
    ONE_STOP,
    PALE_LINES,
    PALE_TEXTS,
    STATES,
    WATCH_DRAGS,
)

FEW = {
    "cell_explorer",
    "cliff_walker",
    "eigenvalue_disc",
    "exercise, fault",
    "exercise, lines",
    "gate_mixer",
    "own_cell",
    "scan",
    "solved_tasks",
    "truncation_window",
    "two_directions",
    "unfolding",
}
# What is dragged there is moved by buttons and keys: test_exercise_live.py.
BY_BUTTONS = {"exercise, lines"}
# Those that ask a worker or a network, and answer later.
ASKING = {"gates_reading", "microscope", "playground", "sampler", "what_mattered"}
# What is done, by buttons of one row that each do something else.
ACTS = ("Check", "and check", "Next word", "One character", "One update")
NAMES = [
    pytest.param(name, marks=() if name in FEW else pytest.mark.all) for name in SHOWN
]


@pytest.fixture(scope="module", params=NAMES)
def shown(request, whole_gallery):
    """(name, the page that shows it), as the book has it."""
    with without_problems(whole_gallery):
        page = whole_gallery.page("book", False)
        page.evaluate(WATCH_DRAGS)
        name = request.param
        whole_gallery.show(SHOWN[name](), look="book", reduced_motion="reduce")
        at_rest(page)
        yield name, page
        page.emulate_media(forced_colors="none", color_scheme="light")


def test_texts_of_drawings_are_not_pale(shown):
    _, page = shown
    for theme in ("dark", "light"):
        page.evaluate("(name) => document.documentElement.dataset.theme = name", theme)
        at_rest(page)
        assert page.evaluate(PALE_TEXTS, ".rnn-widget-live") == [], theme


def test_lines_of_live_figures_can_be_seen(shown):
    _, page = shown
    for theme in ("dark", "light"):
        page.evaluate("(name) => document.documentElement.dataset.theme = name", theme)
        at_rest(page)
        assert page.evaluate(PALE_LINES, ".rnn-widget-live") == [], theme


def test_states_show_where_the_system_chooses_the_colours(shown):
    _, page = shown
    page.emulate_media(forced_colors="active", color_scheme="dark")
    try:
        at_rest(page)
        assert page.evaluate(STATES) == []
        assert page.evaluate(PALE_TEXTS, ".rnn-widget-live") == []
    finally:
        page.emulate_media(forced_colors="none", color_scheme="light")


def test_buttons_of_a_kind_are_one_stop_of_the_tab_key(shown):
    _, page = shown
    assert page.evaluate(ONE_STOP, ACTS) == []


def test_what_can_be_dragged_moves_by_a_click_too(shown):
    name, page = shown
    if name in BY_BUTTONS:
        assert page.locator(".rnn-widget-live button.move:visible").count() > 1
        return
    live = page.locator(".rnn-widget-live").element_handle()
    for element in page.evaluate_handle(DRAGGED).get_properties().values():
        element = element.as_element()
        element.scroll_into_view_if_needed()
        seen = []
        for across, down in ((0.3, 0.35), (0.7, 0.6)):
            box = element.bounding_box()
            page.mouse.click(
                box["x"] + across * box["width"], box["y"] + down * box["height"]
            )
            at_rest(page)
            seen.append(live.inner_html())
        assert seen[0] != seen[1], element.evaluate("(e) => e.outerHTML.slice(0, 120)")


def test_a_change_is_announced_once(shown):
    name, page = shown
    longest = 500 if name.partition(",")[0] in ASKING else 60
    for control, said in page.evaluate(ANNOUNCED, longest):
        assert len(said) <= 1, f"{control}: {said}"
