"""The translator: what it writes, what it refuses, JavaScript, the picture."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node

from rnnbook.widgets import Translator
from rnnbook.widgets.translator import wanted

FOLDER = Path(sys.modules[Translator.__module__].__file__).parents[1]
STATES = [
    {},
    {"source": "december 25, 2001", "hidden": 1},
    {"source": "1999 may 31", "attend": False},
    {"source": "no date", "hidden": 7},
    {"task": "digits", "source": "271828"},
    {"task": "digits", "source": "3", "hidden": 1},
    {"task": "digits", "source": "31415926535897932384"},
    {"task": "digits", "source": "31415926535897932384", "attend": False},
]


def widget_of(settings):
    widget = Translator()
    with widget.hold_trait_notifications():
        for name, value in settings.items():
            setattr(widget, name, value)
    return widget


def test_it_writes_what_it_should_and_attention_carries_more():
    for text, iso in (("3 march 1987", "1987-03-03"), ("july 14, 2020", "2020-07-14")):
        assert wanted("dates", text) == iso == Translator(source=text).run()["output"]
    assert wanted("dates", "3 mach 1987") is None
    row = "314159265358"
    with_it, without = (
        widget_of({"task": "digits", "source": row, "attend": attend}).run()
        for attend in (True, False)
    )
    assert with_it["output"] == row and with_it["ended"]
    assert np.allclose(np.sum(with_it["weights"], axis=1), 1)
    assert without["output"] != row and without["weights"] == []
    assert "which is right" in widget_of({"task": "digits", "source": "12"}).label


def test_a_hidden_position_has_no_weight_and_may_change_the_answer():
    answers = set()
    for hidden in range(len("3 march 1987") + 1):
        found = Translator(hidden=hidden).run()
        answers.add(found["output"])
        if hidden:
            assert not np.array(found["weights"])[:, hidden - 1].any()
    assert len(answers) > 1


@pytest.mark.parametrize(
    "settings, words",
    [
        ({"task": "words"}, "task is 'words', wanted one of dates, digits"),
        ({"source": ""}, "source is '', wanted a text of 1 to 20 symbols"),
        ({"source": "x" * 3}, "has never read 'x'"),
        ({"source": 3}, "source is 3, wanted a text"),
        ({"attend": 1}, "attend is 1, wanted True or False"),
        ({"step": 25}, "step is 25, wanted a whole number from 0 to 24"),
        ({"hidden": 13}, "hidden is 13, wanted a whole number from 0 to 12"),
    ],
)
def test_bad_settings_are_refused_with_a_remedy(settings, words):
    widget = Translator()
    with pytest.raises(traitlets.TraitError, match=words):
        for name, value in settings.items():
            setattr(widget, name, value)


def test_another_task_and_a_shorter_source_take_the_rest_along():
    widget = Translator(hidden=12)
    widget.source = "1 may 2000"
    assert widget.hidden == 10
    widget.task = "digits"
    assert set(widget.source) <= set("0123456789")


RUN = """
import { readFileSync } from "node:fs";
import { makeCell } from "URL/_runtime/loop.js";
import { run } from "URL/translator/numbers.js";
const results = JSON.parse(readFileSync(0, "utf8")).map((s) =>
  run(makeCell(s.graphs.gru), s));
process.stdout.write(JSON.stringify(results));
"""


def test_javascript_gives_the_same_numbers(node_path):
    widgets = [widget_of(settings) for settings in STATES]
    states = [widget.page_data()["state"] for widget in widgets]
    results = run_node(node_path, RUN.replace("URL", FOLDER.as_uri()), states)
    for widget, found in zip(widgets, results, strict=True):
        ours = widget.run()
        theirs, weights = found.pop("weights"), ours.pop("weights")
        np.testing.assert_allclose(theirs, weights, atol=1e-12)
        assert found == ours


def test_picture_has_the_symbols_that_are_written():
    widget = Translator(step=10)
    text = widget.picture()
    root = ElementTree.fromstring(text)
    texts = [n for n in root.iter() if n.tag.endswith("}text")]
    words = ["".join(n.itertext()).strip() for n in texts]
    assert [w for w in words if len(w) == 1][-12:] == list("3␣march␣1987")
    assert [w for w in words if len(w) == 1][:10] == list("1987-03-03")
    assert text == Translator(step=10).picture()
