"""Two directions: pairs by a second way, what is refused, JavaScript, the picture."""

import itertools
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node

from rnnbook import (
    CELLS,
    Directions,
    Params,
    Stack,
    init_params,
    reverse_by_length,
    unroll_stack,
    unroll_stack_backward,
)
from rnnbook.widgets import TwoDirections
from rnnbook.widgets.two_directions._settings import BACKS, TURNS, WEIGHTS

FOLDER = Path(sys.modules[TwoDirections.__module__].__file__).parents[1]
ALL = list(itertools.product(TURNS, BACKS))
LENGTHS = np.array([5, 3])


def network():
    """A bidirectional layer whose backward direction is that of the figure."""
    p = Params(*(np.array(WEIGHTS[name]) for name in ("U", "W", "b")))
    forward = init_params(CELLS["rnn"], 2, 3, np.random.default_rng(0))
    return Stack((Directions(forward, p),))


def test_mended_figure_gives_what_the_package_gives():
    widget = TwoDirections()
    h, _, _ = unroll_stack(CELLS["rnn"], network(), widget.inputs, lengths=LENGTHS)
    np.testing.assert_allclose(widget.backward, h[..., 3:], atol=1e-14)
    flat = [pair for rows in widget.pairs for pair in rows]
    assert [pair.last for pair in flat] == [1, 2, 3, 4, 5, 1, 2, 3]
    assert not any(pair.wrong or pair.padding or pair.error for pair in flat)


def test_both_padded_is_the_package_without_lengths():
    widget = TwoDirections(turn="padded", back="padded")
    h, _, _ = unroll_stack(CELLS["rnn"], network(), widget.inputs)
    np.testing.assert_allclose(widget.backward, h[..., 3:], atol=1e-14)


@pytest.mark.parametrize("turn, back", [("by length",) * 2, ("padded",) * 2])
def test_what_an_output_depends_on_is_where_its_gradient_goes(turn, back):
    """The same question to the backward pass in place of a moved input."""
    widget, p = TwoDirections(turn=turn, back=back), network()
    lengths = LENGTHS if turn == "by length" else None
    _, _, cache = unroll_stack(CELLS["rnn"], p, widget.inputs, lengths=lengths)
    for t in range(5):
        dh = np.zeros((5, 2, 6))
        dh[t, :, 3:] = 1.0
        dx = unroll_stack_backward(CELLS["rnn"], p, dh, cache)[1]
        for b, length in enumerate(LENGTHS):
            if t < length:
                reached = np.abs(dx[:, b]).sum(axis=1) > 1e-12
                assert (reached == (widget.moves[b, t] > 1e-9)).all()


# Where step t of the run stands, and what it has read, told by hand: (sentence of three
# words) turned by length it reads 3 2 1 and stays; padded it reads 5 4 3 2 1.
READ = {"by length": [3, 2, 1, 1, 1], "padded": [5, 4, 3, 2, 1]}
PLACE = {"by length": [2, 1, 0], "padded": [4, 3, 2], "not": [0, 1, 2]}


@pytest.mark.parametrize("turn, back", ALL)
def test_pairs_of_the_padded_sentence_are_those_told_by_hand(turn, back):
    pairs = TwoDirections(turn=turn, back=back).pairs[1]
    last = [READ[turn][place] for place in PLACE[back]]
    assert [pair.last for pair in pairs] == last
    assert [pair.wrong for pair in pairs] == [n != t for t, n in enumerate(last, 1)]
    assert all(pair.padding == (turn == "padded") for pair in pairs)
    for pair in pairs:
        assert (pair.error > 0) == (pair.wrong or pair.padding)


@pytest.mark.parametrize("turn, back", ALL)
def test_without_padding_only_the_missing_turn_is_seen(turn, back):
    pairs = TwoDirections(turn=turn, back=back).pairs[0]
    wanted = [5, 4, 3, 2, 1] if back == "not" else [1, 2, 3, 4, 5]
    assert [pair.last for pair in pairs] == wanted
    assert not any(pair.padding for pair in pairs)


def test_the_turn_of_the_figure_is_that_of_the_package():
    widget = TwoDirections(back="not")
    mended = reverse_by_length(widget.backward, LENGTHS)
    real = np.arange(5)[:, None] < LENGTHS
    right = TwoDirections().backward
    np.testing.assert_allclose(mended[real], right[real], atol=1e-14)


@pytest.mark.parametrize(
    "settings, words",
    [
        ({"turn": "not"}, "turn is 'not', wanted one of 'by length', 'padded'"),
        ({"back": "no"}, "back is 'no', wanted one of 'by length', 'padded', 'not'"),
        ({"back": None}, "back is None, wanted one of 'by length'"),
        ({"sentence": 3}, "sentence is 3, wanted a whole number from 1 to 2"),
        ({"step": 4}, "step is 4, wanted a whole number from 1 to 3: sentence 2 has 3"),
        ({"step": True}, "step is True, wanted a whole number"),
        ({"sentence": 1, "step": 0}, "step is 0, wanted a whole number from 1 to 5"),
    ],
)
def test_bad_settings_are_refused_with_a_remedy(settings, words):
    widget = TwoDirections()
    with pytest.raises(traitlets.TraitError, match=words):
        for name, value in settings.items():
            setattr(widget, name, value)


def test_a_shorter_sentence_takes_the_step_with_it():
    widget = TwoDirections(sentence=1)
    widget.step = 5
    widget.sentence = 2
    assert widget.step == 3


RUN = """
import { readFileSync } from "node:fs";
import { makeCell } from "URL/_runtime/loop.js";
import { run } from "URL/two_directions/numbers.js";
const results = JSON.parse(readFileSync(0, "utf8")).map((s) =>
  run(makeCell(s.graphs.rnn), s, s.turn, s.back));
process.stdout.write(JSON.stringify(results));
"""


def test_javascript_gives_the_same_numbers(node_path):
    widgets = [TwoDirections(turn=turn, back=back) for turn, back in ALL]
    states = [widget.page_data()["state"] for widget in widgets]
    results = run_node(node_path, RUN.replace("URL", FOLDER.as_uri()), states)
    for widget, found in zip(widgets, results, strict=True):
        for b, sentence in enumerate(found):
            np.testing.assert_allclose(
                sentence["backward"], widget.backward[:, b], rtol=0, atol=1e-12
            )
            np.testing.assert_allclose(
                sentence["moves"], widget.moves[b], rtol=0, atol=1e-12
            )
            for theirs, ours in zip(sentence["pairs"], widget.pairs[b], strict=True):
                assert theirs.pop("error") == pytest.approx(ours.error, abs=1e-12)
                theirs.pop("seen")
                ours = ours._asdict()
                ours.pop("error")
                assert theirs == ours


@pytest.mark.parametrize("turn, back", ALL)
def test_picture_marks_as_many_wrong_pairs_as_there_are(turn, back):
    widget = TwoDirections(turn=turn, back=back)
    root = ElementTree.fromstring(widget.picture())
    words = ["".join(n.itertext()) for n in root.iter() if n.tag.endswith("}text")]
    flat = [pair for rows in widget.pairs for pair in rows]
    assert words.count("✗") == sum(pair.wrong for pair in flat)
    assert words.count("~") == sum(p.padding and not p.wrong for p in flat)
    assert words.count("padding") == 2
    assert widget.picture() == TwoDirections(turn=turn, back=back).picture()
    assert f"{words.count('✗')} of 8 outputs are paired" in widget.label
