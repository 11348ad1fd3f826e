"""The unfolding: its numbers, its picture, what it refuses, its JavaScript twin."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node

from rnnbook.widgets import Unfolding

WIDGETS = Path(sys.modules[Unfolding.__module__].__file__).parents[1]
DOG, MAN = "the dog bites the man".split(), "the man bites the dog".split()
# Every word of the vocabulary, and the shortest and the longest sentence.
SENTENCES = [DOG, MAN, ["a"], "a dog sees the man not the dog".split()]


def by_hand(words):
    """The states one by one, from the numbers that a page holds."""
    page = Unfolding(words=words, t=0).page_data()["state"]
    U, W, b = (np.array(page["weights"][name]) for name in "UWb")
    states = [np.zeros(3)]
    for word in words:
        x = np.array(page["vectors"][word])
        states.append(np.tanh(x @ U + states[-1] @ W + b))
    return np.array(states)


@pytest.mark.parametrize("words", SENTENCES, ids=" ".join)
def test_states_are_those_of_the_equation_taken_step_by_step(words):
    widget = Unfolding(words=words, t=len(words))
    np.testing.assert_allclose(widget.states, by_hand(words), rtol=0, atol=1e-12)
    np.testing.assert_array_equal(widget.state, widget.states[-1])


def test_two_sentences_of_the_same_words_end_in_states_that_differ():
    assert sorted(DOG) == sorted(MAN)
    ends = [Unfolding(words=words, t=5).state for words in (DOG, MAN)]
    assert np.abs(ends[0] - ends[1]).max() > 0.3
    assert Unfolding.vocabulary[0] == "the"
    assert [DOG, MAN] == Unfolding().sentences


def test_a_word_that_comes_twice_finds_another_state():
    states = Unfolding(words=DOG).states
    assert np.abs(states[1] - states[4]).max() > 0.3


def test_a_shorter_sentence_takes_the_step_along():
    widget = Unfolding(words=DOG, t=5)
    widget.words = ["the", "dog"]
    assert widget.t == 2


@pytest.mark.parametrize(
    ("trait", "value", "came", "remedy"),
    [
        ("words", "the dog", "words is the text 'the dog'", "words.split()"),
        ("words", 3, "words is 3, wanted a list of words", '["the", "dog"]'),
        ("words", [], "words has 0 words, wanted 1 to 8", "no room for more"),
        ("words", ["the"] * 9, "words has 9 words", "no room for more"),
        ("words", ["the", "wug"], "holds 'wug', which has no vector", "known are the"),
        ("t", 6, "t is 6, wanted a whole number from 0 to 5", "t = 5 after the last"),
        ("t", -1, "t is -1", "t = 0 is before"),
        ("t", 1.5, "t is 1.5", "whole number"),
        ("t", True, "t is True", "whole number"),
        ("unrolled", 1.1, "unrolled is 1.1, wanted a number from 0 to 1", "the loop"),
        ("unrolled", "wide", "unrolled is 'wide'", "the\nchain".replace("\n", " ")),
        ("unrolled", float("nan"), "unrolled is nan", "0 is the loop"),
    ],
)
def test_bad_values_are_refused_with_a_remedy(trait, value, came, remedy):
    widget = Unfolding(words=DOG)
    before = getattr(widget, trait)
    with pytest.raises(traitlets.TraitError) as refused:
        setattr(widget, trait, value)
    assert came in str(refused.value)
    assert remedy in str(refused.value)
    assert getattr(widget, trait) == before


@pytest.mark.parametrize("name", ["graphs", "weights", "vectors", "sentences"])
def test_what_it_computes_with_cannot_be_set(name):
    with pytest.raises(traitlets.TraitError):
        setattr(Unfolding(), name, {})


RUN = """
import { readFileSync } from "node:fs";
import { makeCell } from "URL/_runtime/loop.js";
import { runStates } from "URL/unfolding/numbers.js";
import { two } from "URL/unfolding/drawing.js";
const results = JSON.parse(readFileSync(0, "utf8")).map((state) => {
  const states = runStates(makeCell(state.graphs.rnn), state);
  return { states, shown: states.map((row) => row.map(two)) };
});
process.stdout.write(JSON.stringify(results));
"""


def test_javascript_gives_and_writes_the_same_numbers(node_path):
    widgets = [Unfolding(words=words, t=0) for words in SENTENCES]
    states = [w.page_data()["state"] for w in widgets]
    results = run_node(node_path, RUN.replace("URL", WIDGETS.as_uri()), states)
    for widget, result in zip(widgets, results, strict=True):
        states = np.array(result["states"])
        np.testing.assert_allclose(states, widget.states, rtol=0, atol=1e-12)
        shown = [[f"{v:.2f}".replace("-", "−") for v in row] for row in widget.states]
        assert result["shown"] == shown


def words_of(svg):
    root = ElementTree.fromstring(svg)
    return ["".join(n.itertext()) for n in root.iter() if n.tag.endswith("}text")]


def test_picture_of_the_chain_has_all_words_and_the_states_that_were_reached():
    widget = Unfolding(words=DOG, t=2)
    words = words_of(widget.picture())
    assert [w for w in words if w in DOG] == DOG
    assert words.count("f") == 5 and "ht−1" not in words
    numbers = [f"{v:.2f}".replace("-", "−") for v in widget.states[:3].ravel()]
    assert [w for w in words if "." in w] == numbers


def test_picture_of_the_loop_has_one_cell_and_one_state():
    widget = Unfolding(words=DOG, t=2, unrolled=0)
    words = words_of(widget.picture())
    assert words.count("f") == 1 and words.count("ht−1") == 1
    assert [w for w in words if "." in w] == [
        f"{v:.2f}".replace("-", "−") for v in widget.state
    ]
    assert sorted(w for w in words if w in DOG) == sorted(DOG)


@pytest.mark.parametrize("unrolled", [0, 0.4, 1])
def test_picture_has_the_word_that_is_read_under_its_cell(unrolled):
    root = ElementTree.fromstring(Unfolding(t=2, unrolled=unrolled).picture())
    texts = [n for n in root.iter() if n.tag.endswith("}text")]
    word = next(n for n in texts if n.text == "dog")
    name = next(n for n in texts if n.text == "h" and n[0].text == "2")
    assert float(word.get("x")) == pytest.approx(float(name.get("x")), abs=0.1)


@pytest.mark.parametrize("settings", [{"t": 0}, {"t": 0, "unrolled": 0.4}], ids=str)
def test_picture_before_the_first_word_is_well_formed(settings):
    text = Unfolding(**settings).picture()
    assert text.startswith("<svg") and "0.00" in words_of(text)


def test_picture_is_the_same_bytes_in_another_process():
    code = "from rnnbook.widgets import Unfolding; print(Unfolding().picture(), end='')"
    again = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, timeout=120
    )
    assert again.stdout == Unfolding().picture()
    assert Unfolding(t=2).picture() != Unfolding(t=3).picture()


def test_label_tells_what_is_to_be_seen():
    widget = Unfolding(words=DOG, t=3)
    assert "After 3 of 5 the state is 0.04, 0.96, −0.96." in widget.label
    assert repr(widget) == "Unfolding('the dog bites the man', t=3)"
