"""The shapes of tasks: what they claim of a step, their picture, what is refused."""

import json
import subprocess
import sys
from xml.etree import ElementTree

import pytest
import traitlets

from rnnbook.widgets import TaskShapes

TASKS = [task["name"] for task in TaskShapes().tasks]
each_task = pytest.mark.parametrize("task", TASKS)


def steps(task):
    return TaskShapes(task=task).steps


def test_there_are_four_shapes_and_each_has_its_name():
    shapes = {task: TaskShapes(task=task).shape for task in TASKS}
    assert shapes == {
        "sentiment": "many to one",
        "video": "many to one",
        "tagging": "many to many, aligned",
        "translation": "many to many, not aligned",
        "speech": "many to many, not aligned",
        "music": "one to many",
    }


@each_task
def test_steps_are_what_the_shape_says(task):
    says = [bool(step["says"]) for step in steps(task)]
    own = [bool(step["reads"]) and not step["fed"] for step in steps(task)]
    shape = TaskShapes(task=task).shape
    if shape == "many to one":
        assert says == [False] * (len(says) - 1) + [True] and all(own)
    elif shape == "one to many":
        assert own == [True] + [False] * (len(own) - 1) and all(says)
    elif shape == "many to many, aligned":
        assert all(says) and all(own)


@each_task
def test_what_is_fed_back_is_what_was_said_a_step_before(task):
    for before, step in zip(steps(task), steps(task)[1:], strict=False):
        if step["fed"]:
            assert step["reads"] == before["says"] != ""
    assert not steps(task)[0]["fed"]


def test_a_translation_is_written_after_all_was_read():
    said = [step["says"] for step in steps("translation")]
    assert said[:4] == [""] * 4 and steps("translation")[4]["reads"] == "end"
    assert [w for w in said if w] == ["parlez", "vous", "anglais", "end"]
    assert [step["fed"] for step in steps("translation")] == [False] * 5 + [True] * 3


def test_speech_is_read_as_it_says_repeats_joined_and_blanks_dropped():
    said = [step["says"] for step in steps("speech")]
    joined = [s for k, s in enumerate(said) if k == 0 or s != said[k - 1]]
    assert "".join(s for s in joined if s != "–") == "cat"
    (task,) = (t for t in TaskShapes().tasks if t["name"] == "speech")
    assert "cat" in task["see"] and task["steps"] == steps("speech")


def test_a_page_has_the_tasks_in_their_order_though_its_json_sorts_keys():
    page = json.loads(json.dumps(TaskShapes().page_data(), sort_keys=True))
    assert [task["name"] for task in page["state"]["tasks"]] == TASKS
    assert TASKS[0] == "sentiment" and TASKS[-1] == "music"


@pytest.mark.parametrize(
    ("trait", "value", "came"),
    [
        ("task", "chess", "task is 'chess', wanted one of sentiment, video"),
        ("task", 3, "task is 3"),
        ("t", 0, "t is 0, wanted a whole step from 1 to 4: the first step is 1"),
        ("t", 5, "t is 5"),
        ("t", 1.5, "t is 1.5"),
        ("t", True, "t is True"),
    ],
)
def test_bad_values_are_refused(trait, value, came):
    widget = TaskShapes()
    before = getattr(widget, trait)
    with pytest.raises(traitlets.TraitError) as refused:
        setattr(widget, trait, value)
    assert came in str(refused.value)
    assert getattr(widget, trait) == before


def test_a_shorter_task_takes_the_step_along():
    widget = TaskShapes(task="translation", t=8)
    widget.task = "sentiment"
    assert widget.t == 4 and widget.step["says"] == "positive"


@each_task
def test_picture_has_every_word_and_an_arrow_for_what_is_fed_back(task):
    text = TaskShapes(task=task).picture()
    root = ElementTree.fromstring(text)
    words = ["".join(n.itertext()) for n in root.iter() if n.tag.endswith("}text")]
    for step in steps(task):
        assert not step["reads"] or step["reads"] in words
        assert not step["says"] or step["says"] in words
    dashed = [n for n in root.iter() if n.get("stroke-dasharray")]
    assert len(dashed) == sum(step["fed"] for step in steps(task))


def test_picture_is_the_same_bytes_in_another_process_and_another_for_another_step():
    code = "from rnnbook.widgets import TaskShapes as T; print(T().picture(), end='')"
    again = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, timeout=120
    )
    assert again.stdout == TaskShapes().picture() != TaskShapes(t=2).picture()


def test_label_tells_the_step():
    label = TaskShapes(task="translation", t=6).label
    assert "Step 6 of 8 reads its own last output parlez and says vous." in label
    assert "Step 1 of 4 reads not and says nothing." in TaskShapes().label
    assert repr(TaskShapes()) == "TaskShapes('sentiment', t=1)"
