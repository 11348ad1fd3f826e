"""Exercises in pages: the notebook's verdicts, word for word, on sealed data."""

import base64
import json
import re

import numpy as np
import page_answers as page
import pytest
from exercising import EXERCISES, said
from page_answers import ask

from rnnbook.exercises import check, find
from rnnbook.exercises.pages import (
    exported,
    made_of,
    site_exercises,
    stored,
    stored_path,
)
from rnnbook.exercises.pages._gradients import CHECKS, report
from rnnbook.exercises.pages._lines import ODD
from rnnbook.exercises.pages._programs import bare
from rnnbook.exercises.pages._write import answer_in_the_language
from rnnbook.language import read_lines
from rnnbook.patch import replaced, run_source

VALUES = [e for e in EXERCISES if not e.code]
PROGRAMS = [e for e in EXERCISES if "lines" in stored(e)["forms"]]
SLOW = {"11.6", "12.6", "7.6", "5.6", "9.6", "1.6", "6.6", "8.6"}  # about a second each


def sample(items, size, seed=0):
    """So many of the items, drawn."""
    items = list(items)
    drawn = np.random.default_rng(seed).permutation(len(items))
    return [items[k] for k in drawn[:size]]


# Of two entries that are equally far off, the last digits decide which is named.
PLACE = re.compile(r"(the largest difference, \S+,) is at `[^`]+`, where yours is \S+")


def compared(node_path, cases):
    """What differs of [call, wanted] in JavaScript."""
    answers = map(page.in_page, ask(node_path, [call for call, _ in cases]))
    return [
        (call, wanted, got)
        for (call, wanted), got in zip(cases, answers, strict=True)
        if got != wanted and PLACE.sub(r"\1", str(got)) != PLACE.sub(r"\1", str(wanted))
    ]


# The data ---------------------------------------------------------------------------


def test_stored_data_is_not_out_of_date():
    old = [e.number for e in EXERCISES if stored(e)["made_of"] != made_of(e)]
    assert not old, f"run `make files`: {old}"
    numbers = {path.stem for path in stored_path("1.1").parent.iterdir()}
    assert numbers == {e.number for e in EXERCISES}


def alike(one, other):
    """Whether two pieces of data are equal, numbers to a few digits: the last ones are
    the processor's."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, int | float) and not isinstance(one, bool):
        return one == pytest.approx(other, rel=1e-6, abs=1e-9)
    if isinstance(one, str) and isinstance(other, str) and one != other:
        if sorted(one.split("\n")) == sorted(other.split("\n")):
            return True  # what is right stands in the order of its rounding errors
        mine, theirs = numbers_of(one), numbers_of(other)
        return len(mine) == len(theirs) > 0 and np.allclose(
            mine, theirs, rtol=1e-6, atol=1e-9, equal_nan=True
        )
    return one == other


def numbers_of(text):
    """The numbers of an array that is stored as text; none if it is another text."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return np.array([])
    return np.frombuffer(data, "<f8") if len(data) % 8 == 0 else np.array([])


@pytest.mark.parametrize("number", ["2.2", "6.3"])
def test_stored_data_is_what_the_exercise_gives(number):
    found = json.loads(json.dumps(exported(find(number))))
    kept = stored(find(number))
    assert alike({"made_of": kept["made_of"], **found}, kept)


@pytest.mark.all
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.number)
def test_all_stored_data_is_what_the_exercises_give(exercise):
    test_stored_data_is_what_the_exercise_gives(exercise.number)


def test_every_exercise_has_a_form_and_ways_back_have_a_fault_to_find():
    forms = {e.number: stored(e)["forms"] for e in EXERCISES}
    assert all(forms.values()) and len(forms) == 84
    code = [e.number for e in EXERCISES if e.code]
    assert not [n for n in code if "lines" not in forms[n] or "fault" not in forms[n]]
    assert not [e.number for e in VALUES if "numbers" not in forms[e.number]]


def test_sealed_text_is_opened_by_javascript_and_is_not_readable(node_path):
    opened = ask(node_path, [["openExercise", e.number] for e in EXERCISES])
    assert all(map(alike, opened, map(stored, EXERCISES)))
    scripts = site_exercises()
    form = re.compile(
        r'window\.rnnbook = \{ \.\.\.window\.rnnbook, exercises: \{ '
        r'\.\.\.window\.rnnbook\?\.exercises, "[\d.]+": "[\w+/=]+" \} \};\n'
    )
    assert len(scripts) == len(EXERCISES)
    assert not [name for name, text in scripts.items() if not form.fullmatch(text)]
    sizes = [len(text) for text in scripts.values()]
    assert max(sizes) < 65_000 and sum(sizes) / len(sizes) < 12_000


# Numbers ----------------------------------------------------------------------------


def test_typed_answers_are_told_what_the_notebook_tells(node_path):
    light = [e for e in VALUES if e.number not in SLOW]
    cases = []
    for k, exercise in enumerate(light):
        answers = list(page.typed_answers(exercise))
        near = [each for each in answers if each[0] == "0, near"]
        for _, answer in [*near, *sample(answers, 7, seed=k)]:
            cases.append(page.typed_case(exercise, answer))
    statuses = {wanted[0] for _, wanted in cases}
    assert statuses >= {"right", "unfinished", "mistake", "wrong", "misfit"}
    assert not compared(node_path, cases)


@pytest.mark.all
@pytest.mark.parametrize("exercise", VALUES, ids=lambda e: e.number)
def test_all_typed_answers_are_told_what_the_notebook_tells(exercise, node_path):
    answers = [answer for _, answer in page.typed_answers(exercise)]
    cases = [page.typed_case(exercise, answer) for answer in answers]
    assert len(cases) > 10 * len(exercise.mistakes)
    assert not compared(node_path, cases)


def test_known_wrong_answers_are_named(node_path):
    """Each with the mistake's own words, in Python and in the page."""
    cases = []
    for exercise in (e for e in VALUES if e.number not in SLOW):
        for answer in page.known_of(exercise.number)[1:]:
            call, _ = page.typed_case(exercise, answer)
            cases.append((call, exercise))
    answers = ask(node_path, [call for call, _ in cases])
    told = [{m.says for m in exercise.mistakes} for _, exercise in cases]
    pairs = zip(answers, told, strict=True)
    assert not [a for a, known in pairs if a.get("mistake") not in known]
    assert len({a["mistake"] for a in answers}) > 450


# number, field, what is typed, what it is as Python writes it
READ = [
    ("6.2", "a_f", "4.97", 4.97),
    ("6.2", "a_f", " 4,97 ", 4.97),
    ("6.2", "a_f", "−4.97", -4.97),
    ("6.2", "a_f", "+4.97", 4.97),
    ("6.2", "a_f", "497e-2", 4.97),
    ("6.2", "a_f", "497·10^-2", 4.97),
    ("6.2", "a_f", "10/3", 10 / 3),
    ("6.2", "a_f", "-2 * (1 - 0.5)**2", -0.5),
    ("6.2", "a_f", "np.float64(4.97)", 4.97),
    ("6.2", "a_f", "1,234.5", 1234.5),
    ("6.2", "a_f", "nan", float("nan")),
    ("6.2", "a_f", "-∞", float("-inf")),
    ("6.2", "a_f", "", ...),
    ("6.2", "a_f", "…", ...),
    ("6.2", "a_f", "[1, 2]", [1, 2]),
    ("6.1", "parameters", "24,832", 24832),
    ("6.1", "parameters", "24 832", 24832),
    ("6.1", "parameters", "24_832", 24832),
    ("6.1", "parameters", "5**30", 5**30),
    ("3.6", "left", "1, 2, 3", [1, 2, 3]),
    ("3.6", "left", "[1 2. 3]", [1, 2, 3]),
    ("3.6", "left", "0,1; 0,2; 0,3", [0.1, 0.2, 0.3]),
    ("3.6", "left", "0,1 0,2 0,3", [0.1, 0.2, 0.3]),
    ("3.6", "left", "array([0.1, 1/5,\n       0.3])", [0.1, 0.2, 0.3]),
    ("3.6", "left", "[np.float64(0.1), np.float64(0.2), -3e-1]", [0.1, 0.2, -0.3]),
    ("3.6", "left", "0.5", 0.5),
    ("3.6", "left", "1, 2", [1, 2]),
    ("3.6", "left", "1, ..., 3", [1, ..., 3]),
    ("3.6", "left", "..., ..., ...", [..., ..., ...]),
    ("3.6", "left", "[[1, 2], [3]]", [[1, 2], [3]]),
    ("3.6", "left", "[]", []),
]


def test_what_is_typed_is_read(node_path):
    cases = []
    for number, name, text, value in READ:
        exercise = find(number)
        fields = dict.fromkeys(exercise.outputs, "1") | {name: text}
        given = [value if each == name else 1 for each in exercise.outputs]
        _, wanted = page.typed_case(exercise, given)
        cases.append((["judge", number, fields], wanted))
    assert not compared(node_path, cases)


def test_what_cannot_be_read_is_told_with_what_was_wanted(node_path):
    texts = ["abc", "1 2", "60%", "1//2", "(1", "0x10", "1,2,3", "--", "NaNa", "True"]
    asked = [["judge", "6.2", {"a_f": text}] for text in texts]
    lists = ["abc", "1, x", "[1, 2", "1]"]
    asked += [["judge", "3.6", {"left": text}] for text in lists]
    for (*_, given), answer in zip(asked, ask(node_path, asked), strict=True):
        (text,) = given.values()
        assert answer["status"] == "misfit", text
        assert f"“{text}”" in answer["lines"][0] and "wanted" in answer["lines"][0]


def test_hints_come_one_at_a_time(node_path):
    hints = find("6.2").hints
    answers = ask(node_path, [["nextHint", "6.2", k] for k in range(len(hints) + 1)])
    for k, (hint, answer) in enumerate(zip(hints, answers, strict=False)):
        assert answer["lines"][0] == hint
        assert answer["left"] == len(hints) - k - 1
    assert answers[-1]["lines"] == [*hints, "There are no more hints."]


# Lines to put in order --------------------------------------------------------------


def line_cases(exercise, size=None):
    """Combinations of distractors in the right order, and what Python says of them."""
    data = stored(exercise)
    combinations = page.combinations(data)
    for ids in combinations if size is None else sample(combinations, size):
        message = page.table(exercise.number).message(page.program_of(data, ids))
        yield ["judgeOrder", exercise.number, ids], page.said_in_page(message)


def test_combinations_of_lines_are_told_what_the_notebook_tells(node_path):
    light = [e for e in PROGRAMS if e.number not in SLOW]
    assert not compared(node_path, [c for e in light for c in line_cases(e, 3)])


@pytest.mark.all
@pytest.mark.parametrize("exercise", PROGRAMS, ids=lambda e: e.number)
def test_all_combinations_of_lines_are_told_so(exercise, node_path):
    assert not compared(node_path, list(line_cases(exercise)))


def order_faults(exercises, count, node_path):
    """Orders that JavaScript finds right and Python does not, or the other way."""
    asked, wanted = [], []
    for exercise in exercises:
        data, rng = stored(exercise), np.random.default_rng(1)
        for _ in range(count):
            order = page.moved(page.swapped(data["lines"], rng), rng)
            asked.append(["judgeOrder", exercise.number, order])
            wanted.append(page.runs_right(exercise.number, data, order))
    got = [answer["status"] == "right" for answer in ask(node_path, asked)]
    assert sum(wanted) > len(exercises) / 3 and not all(wanted)
    return [a for a, w, g in zip(asked, wanted, got, strict=True) if w != g]


def test_an_order_is_right_if_the_program_is(node_path):
    light = [e for e in PROGRAMS if e.number not in SLOW]
    assert not order_faults(light, 8, node_path)


@pytest.mark.all
def test_many_orders_are_right_if_the_program_is(node_path):
    assert not order_faults(PROGRAMS, 60, node_path)


def test_a_line_of_a_mistake_is_right_in_an_order_where_it_computes_the_same(node_path):
    asked, wanted = [], []
    for exercise in PROGRAMS:
        lines = stored(exercise)["lines"]
        for key in lines["orders"]:
            turned, _, place = key.partition(" | ")
            if not place or " " in turned:
                continue
            later, first = map(int, turned.split(">"))
            ids = list(lines["order"])
            ids[int(place)] = page.partner(lines, ids[int(place)])
            ids.insert(first, ids.pop(later))
            asked.append(["judgeOrder", exercise.number, ids])
            wanted.append(page.runs_right(exercise.number, {"lines": lines}, ids))
    assert "5.5" in [number for _, number, _ in asked] and all(wanted)
    assert {answer["status"] for answer in ask(node_path, asked)} == {"right"}


def test_wrong_orders_are_told_by_the_first_line_that_fails(node_path):
    data = stored(find("6.3"))
    by_place = data["lines"]["order"]
    told = {
        (0, 1, 2, 4, 3, 5): "uses `c`, which is not there yet",
        (1, 0, 2, 3, 4, 5): "`f`, which is not there yet. `i, f, g, o = np.split",
        (0, 1, 3, 2, 4, 5): "The candidate enters without its tanh.",
        (0, 1, 2, 3, 5, 4): "uses `h`, which is not there yet",
        (0, 1, 2, 3, 4): "One line is missing. The program has 6.",
        (): "Put the lines in order, then check.",
    }
    asked = [["judgeOrder", "6.3", [by_place[k] for k in order]] for order in told]
    for answer, text in zip(ask(node_path, asked), told.values(), strict=True):
        assert text in " ".join(answer["lines"]) and answer["status"] != "right"
    pair = [p["id"] for p in data["lines"]["pieces"] if "instead" in p][:2]
    (answer,) = ask(node_path, [["judgeOrder", "6.3", pair]])
    assert "two ways to write the same step" in answer["lines"][0]


def test_ids_and_places_of_pieces_do_not_tell_the_answer():
    """The right one of a pair is the first of it about as often as the second."""
    first = []
    for exercise in PROGRAMS:
        lines = stored(exercise)["lines"]
        ids = [piece["id"] for piece in lines["pieces"]]
        assert ids == [f"p{k}" for k in range(len(ids))]
        for piece in lines["pieces"]:
            if "instead" in piece and piece["id"] in lines["order"]:
                first.append(ids.index(piece["id"]) < ids.index(piece["instead"]))
    assert 0.4 < np.mean(first) < 0.6


# Faults to find ---------------------------------------------------------------------


def test_each_fault_is_a_known_mistake_and_has_one_mend(node_path):
    asked, wanted = [], []
    for exercise in PROGRAMS:
        for k, fault in enumerate(stored(exercise).get("faults", [])):
            number, right = exercise.number, fault["mend"]
            for line in range(len(fault["source"])):
                asked.append(["judgeFault", number, k, line])
                wanted.append("found" if line == fault["line"] else "wrong")
            for mend in range(len(fault["mends"])):
                asked.append(["judgeFault", number, k, fault["line"], mend])
                wanted.append("right" if mend == right else None)
    answers = ask(node_path, asked)
    got = [answer["status"] for answer in answers]
    assert not [a for a, w, g in zip(asked, wanted, got, strict=True) if g != (w or g)]
    mends = [g for w, g in zip(wanted, got, strict=True) if w is None]
    assert set(mends) <= {"mistake", "wrong", "misfit", "error"} and len(mends) > 200
    assert all(answer["lines"] for answer in answers)


def test_no_wrong_line_gives_itself_away():
    """By brackets that do nothing, `x = x`, or by an error when it is run."""
    odd = []
    for exercise in PROGRAMS:
        data = stored(exercise)
        order = [page.pieces_of(data)[name] for name in data["lines"]["order"]]
        pieces = data["lines"]["pieces"]
        texts = [(p["text"], order[p["place"]]["text"]) for p in pieces]
        for fault in data.get("faults", []):
            mends = fault["mends"]
            texts += [(text, mends[fault["mend"]]) for text in mends]
            told = [m for m in fault["messages"] if m]
            if any(m["status"] in ("error", "right") for m in told):
                odd.append((exercise.number, told))
            if any(told.count(m) > 1 for m in told):
                odd.append((exercise.number, "two mends are told the same"))
        wrong = [(t, r) for t, r in texts if t != r]
        found = [t for t, r in wrong if bare(t, r) != t or ODD.search(t)]
        odd += [(exercise.number, text) for text in found]
    assert not odd
    assert bare("a = (b + c)", "a = (b + c) * 2") == "a = b + c"
    assert bare("for a in (b, c):", "for a in d:") == "for a in (b, c):"


def test_programs_with_a_fault_are_told_so_by_the_notebook():
    others = []
    for exercise in (e for e in PROGRAMS if e.number not in SLOW):
        for fault in stored(exercise).get("faults", []):
            lines = fault["source"][fault["head"] :]
            message = page.table(exercise.number).message(lines)
            mended = [*lines]
            place = fault["line"] - fault["head"]
            indent = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
            mended[place] = indent + fault["mends"][fault["mend"]]
            fine = page.table(exercise.number).message(mended).status == "right"
            if said(message) == fault["says"] or not fine:
                continue
            if getattr(message, "mistake", None) != fault["says"]:
                others.append((exercise.number, fault["source"]))
    assert not others


# Lines to write ---------------------------------------------------------------------

WRITTEN = [e for e in EXERCISES if "write" in stored(e)["forms"]]


def test_exercises_that_can_be_written_are_those_of_one_step():
    assert [e.number for e in WRITTEN] == "2.4 6.3 6.4 8.3 8.4 13.4 14.4".split()


def test_values_of_programs_are_told_what_the_notebook_tells(node_path):
    cases = []
    for exercise in WRITTEN:
        for answer in sample(page.value_answers(exercise), 10):
            cases.append(page.value_case(exercise, *answer))
    statuses = {wanted[0] for _, wanted in cases}
    assert statuses >= {"mistake", "wrong"}
    assert not compared(node_path, cases)


@pytest.mark.all
@pytest.mark.parametrize("exercise", WRITTEN, ids=lambda e: e.number)
def test_all_values_of_programs_are_told_what_the_notebook_tells(exercise, node_path):
    answers = page.value_answers(exercise)
    cases = [page.value_case(exercise, *answer) for answer in answers]
    assert not compared(node_path, cases)


def test_right_answers_in_the_language_are_right(node_path):
    texts = [(e.number, answer_in_the_language(e)) for e in WRITTEN]
    answers = ask(node_path, [["judgeText", *text] for text in texts])
    assert [answer["lines"] for answer in answers] == [[e.meaning] for e in WRITTEN]


def test_written_mistakes_are_told_what_the_notebook_tells(node_path):
    """Each text of the right answer in which a mistake stands, typed in the page."""
    cases, left_out = [], 0
    for exercise in WRITTEN:
        source = answer_in_the_language(exercise)
        for mistake in exercise.mistakes:
            try:
                text = replaced(source, "", *mistake.changes)
                read_lines(text, stored(exercise)["write"]["inputs"], exercise.outputs)
            except ValueError:  # not in the language
                left_out += 1
                continue
            message = check(exercise.number, run_source(text, exercise.right))
            said = page.said_in_page(message)
            cases.append((["judgeText", exercise.number, text], said))
    assert len(cases) > 90 and left_out < len(cases) / 3
    assert not compared(node_path, cases)


def test_lines_alone_are_judged_and_refused_with_the_remedy(node_path):
    lines = "    s = sigmoid(a)\n    y = s * v\n    da = dy * v * s\n    dv = dy * s"
    texts = [lines, lines.replace("y = s", "y = q"), "exp(1000 * a)"]
    told, refused, _ = ask(node_path, [["judgeText", "2.4", t] for t in texts])
    assert told["status"] == "mistake" and told["mistake"]
    assert refused["errors"][0]["line"] == 2
    big = "y = a * v + 0 * np.exp(1000 * dy)\nda = dy\ndv = dy"
    (message,) = ask(node_path, [["judgeText", "2.4", big]])
    assert "overflowed" in message["lines"][-1] and message["status"] != "right"


def test_gradient_checks_find_the_right_answers_right():
    wrong = []
    for number in CHECKS:
        exercise = find(number)
        for case in exercise.inputs():
            found = exercise.right(*case.values())
            named = dict(zip(exercise.outputs, found, strict=True))
            rows = report(number, case, named)
            wrong += [(number, row) for row in rows if row[0] != "right"]
            assert rows
    assert not wrong
