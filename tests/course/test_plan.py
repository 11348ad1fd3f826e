"""The course file: what is read, and what is said of a hundred wrong files."""

import json
import random
import re
import time
from datetime import datetime

import jsonschema
import pytest
import yaml
from course.checking import SCHEMA
from course.faults import CourseError
from course.ics import calendar
from course.plan import as_text, read_course
from support import ROOT

EXAMPLES = sorted((ROOT / "book" / "course").glob("*.yml"))
RIGHT = """\
title: Networks with a memory
edition: 2027-spring
start: 2027-02-01
end: 2027-02-28
last_class: 2027-02-17
time_zone: Europe/Berlin
class: {days: [Monday, Wednesday], time: 10:15, minutes: 90, place: Room 1.04}
holidays:
  - {date: 2027-02-08, name: Carnival Monday}
  - {from: 2027-02-22, to: 2027-02-26, name: Reading week}
moved:
  - {from: 2027-02-08, to: 2027-02-09, time: 14:15}
  - {to: 2027-02-12, place: Room 2.11}
first: {session: 1, assignment: 1, week: 1}
due: {days: 7, time: 18:00, grace: 2 hours}
solutions: {days: 2}
units:
  - title: One step
    chapter: 03_vanilla_rnn
    sections: [the-first-state]
    in_class: [3.1]
    at_home: [3.3, 3.4]
  - chapters: [05_vanishing_exploding, 06_lstm]
    sections: [clipping, the-added-path]
    sessions: 4
    open_with: the-lstm-solves-the-vanishing-gradient
    show: [Figure 6.4]
    in_class: [6.1, 6.2]
    at_home: [6.3]
    reading: [hochreiter1997, A page of your own notes]
  - title: A day for projects
    sessions: 2
staff: [{name: Your name, mail: teacher@example.org}]
policies: [{title: Late work, text: It is read.}]
links: [{title: Forum, url: https://example.org}]
lms: {canvas: {student: SIS Login ID, columns: {assignment-1: Step}}}
hub: {url: https://hub.example.org, repository: https://example.org/course.git}
"""


@pytest.fixture
def read(tmp_path):
    def read(text, name="course.yml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_course(path)

    return read


@pytest.fixture
def faults(read):
    """faults(text) -> the lines of what is wrong, without the file's name."""

    def faults(text):
        with pytest.raises(CourseError) as caught:
            read(text)
        lines = str(caught.value).splitlines()
        return [line.removeprefix("course.yml").lstrip(", :") for line in lines]

    return faults


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_right_and_nothing_in_them_is_to_be_remarked(path):
    course = read_course(path)
    assert course.sessions and course.assignments and course.remarks == ()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_please_an_editor_that_reads_yaml_with_the_schema(path):
    """An editor sees numbers where we see texts; dates are texts in YAML 1.2."""

    class Editor(yaml.SafeLoader):
        yaml_implicit_resolvers = {
            first: [(tag, rule) for tag, rule in rules if "timestamp" not in tag]
            for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\b(\d\d:\d\d)\b", r"'\1'", text)    # no sexagesimals in YAML 1.2
    text = re.sub(r"'(\d\d:\d\d)'(?=\s+#)|(?<=\d )'(\d\d:\d\d)'", r"\1\2", text)
    jsonschema.validate(yaml.load(text, Editor), json.loads(SCHEMA.read_text()))
    assert text.startswith("# yaml-language-server: $schema=schema.json\n")


def test_every_key_of_the_schema_is_described_in_a_sentence():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    groups = [schema, *schema["$defs"].values()]
    keys = {k: v for g in groups for k, v in g.get("properties", {}).items()}
    assert len(keys) > 40
    short = [k for k, v in keys.items() if not v.get("description", "").endswith(".")]
    assert not short


def test_a_right_file_is_read_whole(read):
    course = read(RIGHT)
    assert (course.title, course.name) == ("Networks with a memory", "course")
    assert course.chapters == ("03_vanilla_rnn", "05_vanishing_exploding", "06_lstm")
    assert [unit.title for unit in course.units] == [
        "One step", "Vanishing and exploding gradients", "A day for projects",
    ]  # fmt: skip
    second = course.units[1]
    assert second.reading == (("hochreiter1997", ""), ("", "A page of your own notes"))
    assert second.show == ("Figure 6.4",) and second.count == 4
    assert course.exercises == ("3.1", "3.3", "3.4", "6.1", "6.2", "6.3")
    days = [f"{s.start:%d %H:%M} {s.place}" for s in course.sessions]
    assert days == [
        "01 10:15 Room 1.04", "03 10:15 Room 1.04", "09 14:15 Room 1.04",
        "10 10:15 Room 1.04", "12 10:15 Room 2.11", "15 10:15 Room 1.04",
        "17 10:15 Room 1.04",
    ]  # fmt: skip
    assert [(s.unit.number, s.part, s.of) for s in course.sessions] == [
        (1, 1, 1), (2, 1, 4), (2, 2, 4), (2, 3, 4), (2, 4, 4), (3, 1, 2), (3, 2, 2),
    ]  # fmt: skip
    first = course.assignments[0]
    assert (first.name, first.exercises) == ("assignment-1", ("3.3", "3.4"))
    assert f"{first.due:%d %H:%M} {first.closes:%H:%M}" == "08 18:00 20:00"
    assert course.lms["canvas"].columns == {"assignment-1": "Step"}
    assert course.hub.branch == "main" and course.check_in_page and not course.book


def test_what_is_one_may_stand_without_a_list(read):
    text = RIGHT.replace("[{name: Your name", "{name: A").replace("org}]", "org}", 1)
    text = text.replace("in_class: [3.1]", "in_class: 3.1")
    text = text.replace("show: [Figure 6.4]", "show: Figure 6.10")
    course = read(text)
    assert course.units[0].in_class == ("3.1",)
    assert course.units[1].show == ("Figure 6.10",)
    assert course.staff[0].name == "A"


def test_texts_stay_as_they_were_written(read):
    text = RIGHT.replace("title: Networks with a memory", "title: 6.10")
    text = text.replace("place: Room 1.04}", "place: no}")
    text = text.replace("edition: 2027-spring", "edition: 2027")
    course = read("\ufeff" + text.replace("\n", "\r\n"))
    assert (course.title, course.edition) == ("6.10", "2027")
    assert course.sessions[0].place == "no"


def test_different_days_may_have_different_times(read):
    classes = "class:\n  - {days: Monday, time: 10:15, minutes: 90}\n"
    classes += "  - {days: [Wednesday], time: 14:00, minutes: 45, place: Lab}"
    course = read(re.sub("class: {.*}", classes, RIGHT))
    found = [f"{s.start:%a %H:%M}-{s.end:%H:%M}{s.place}" for s in course.sessions]
    assert found[:2] == ["Mon 10:15-11:45", "Wed 14:00-14:45Lab"]
    assert found[4] == "Fri 10:15-11:45Room 2.11"    # an extra day: as the first


def test_first_numbers_and_weeks(read):
    text = RIGHT.replace("{session: 1, assignment: 1, week: 1}",
                         "{session: 19, assignment: 4, week: 10}")  # fmt: skip
    course = read(text.replace("assignment-1: Step", "assignment-4: Step"))
    assert [s.number for s in course.sessions] == list(range(19, 26))
    assert [a.name for a in course.assignments] == ["assignment-4", "assignment-5"]
    assert [course.week(s.day) for s in course.sessions] == [10, 10, 11, 11, 11, 12, 12]


def test_solutions_appear_after_class_or_after_the_assignment_closes(read):
    days = read(RIGHT).solutions
    assert {number: str(day) for number, day in days.items()} == {
        "3.1": "2027-02-02", "3.3": "2027-02-10", "3.4": "2027-02-10",
        "6.1": "2027-02-13", "6.2": "2027-02-13", "6.3": "2027-02-21",
    }  # fmt: skip


def test_class_days_without_a_unit_are_remarked(read):
    course = read(RIGHT.replace("    sessions: 2\n", ""))
    remark = "class days without a unit: 2027-02-17 (`last_class` ends them sooner)"
    assert remark in course.remarks
    assert f"Remark: {remark}." in as_text(course)


def test_work_due_on_a_holiday_is_remarked(read):
    assert read(RIGHT).remarks == (
        "assignment 1 is due on 2027-02-08, a holiday (Carnival Monday)",
    )
    course = read(RIGHT.replace("due: {days: 7,", "due: {days: 10,"))
    assert course.remarks == (
        "assignment 2 is due on 2027-02-22, a holiday (Reading week)",
    )


def test_the_schedule_reads_as_text(read):
    text = as_text(read(RIGHT))
    assert "  2  week 1  Wed 2027-02-03 10:15-11:45  Vanishing and exploding" in text
    assert "due Mon 2027-02-08 18:00 (taken until Mon 2027-02-08 20:00)" in text
    assert "2027-02-22 to 2027-02-26  Reading week" in text


ESCAPES = {r"\n": "\n", r"\t": "\t", r"\a": "\a"}


def wrong_files():
    """(old, new, message, mend or None) of each block of wrong_courses.txt."""
    path = ROOT / "tests" / "course" / "wrong_courses.txt"
    blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
    for block in blocks:
        lines = {mark: [] for mark in "-+!~#"}
        for line in block.splitlines():
            text = line[2:]
            if line[0] in "-+~":
                text = re.sub(r"\\[nta]", lambda m: ESCAPES[m[0]], text)
            lines[line[0]].append(text)
        if lines["-"]:
            mend = lines["~"][0].split(" => ") if lines["~"] else None
            yield lines["-"][0], lines["+"][0], lines["!"], mend


WRONG = list(wrong_files())


@pytest.mark.parametrize("case", WRONG, ids=[case[1] for case in WRONG])
def test_wrong_file_and_its_remedy(case, faults, read):
    """What is said is said whole; with what the remedy says the file is right."""
    old, new, messages, mend = case
    assert RIGHT.count(old) == 1
    wrong = RIGHT.replace(old, new)
    assert faults(wrong) == messages
    if mend:
        there, instead = mend
        assert wrong.count(there) == 1
        values = instead.removeprefix(": ").splitlines()
        assert all(re.sub(r"^(time|in_class|url|days|chapter): ", "", value)
                   in messages[0] for value in values)  # fmt: skip
        read(wrong.replace(there, instead))


def test_there_are_enough_wrong_files():
    assert len(WRONG) > 120 and sum(bool(case[3]) for case in WRONG) > 40


@pytest.mark.parametrize("data, wrong", {
    b"": "the file is empty; begin with a line `title: ...`, or copy an example",
    b"# nothing yet\n": "the file is empty; begin with a line `title: ...`, or copy an "
                        "example",
    b"- a\n- b\n": "the file has no keys; begin with a line `title: ...`, or copy an "
                   "example",
    b"title: Netze f\xfcr uns\n": "line 1: byte 0xfc is not UTF-8; save it as UTF-8 in "
                                 "your editor",
    RIGHT.encode("utf-16"): "line 1: byte 0xff is not UTF-8; save it as UTF-8 in your "
                            "editor",
}.items(), ids=["empty", "comment", "list", "latin-1", "utf-16"])  # fmt: skip
def test_file_that_is_no_course_at_all(data, wrong, read):
    with pytest.raises(CourseError) as caught:
        read(data)
    assert str(caught.value).removeprefix("course.yml").lstrip(":, ") == wrong


TYPED = ["", "0", "-1", "~", "[]", "{}", "[a, b]", "{a: b}", "2027-99-99", "24:00",
         "9", "*a", "&a b", "|", "'", '"', "no", "\t", "- x", "x: y", "2999-12-31",
         ": ", "? x", "<<: {a: b}", "!!python/name:os.system x"]  # fmt: skip


def mistyped(text, rng):
    """The text with up to six lines lost, doubled, moved, or typed wrong."""
    for _ in range(rng.choice([1, 1, 2, 3, 6])):
        lines = text.split("\n")
        k = rng.randrange(len(lines))
        at = rng.randrange(len(lines[k]) + 1)
        lines[k : k + 1] = rng.choice([
            [], [lines[k]] * 2, [lines[k][:at] + rng.choice(TYPED) + lines[k][at:]],
            [lines[k][:at] + lines[k][at + 1 :]], [" " * (at % 6) + lines[k].lstrip()],
            [re.sub(r"(?<=: ).*", lambda _: rng.choice(TYPED), lines[k])],
        ])  # fmt: skip
        text = "\n".join(lines)
    return text


@pytest.mark.all
def test_whatever_is_typed_is_read_or_has_its_faults_told(read, tmp_path):
    texts = [RIGHT, *(path.read_text(encoding="utf-8") for path in EXAMPLES)]
    rng = random.Random(0)
    told = 0
    for _ in range(600):
        text = mistyped(rng.choice(texts), rng)
        try:
            assert calendar(read(text)) and as_text(read(text))
        except CourseError as error:
            told += 1
            for line in str(error).splitlines():
                found = re.fullmatch(r"course\.yml(?:, line (\d+))?: .+; .+", line)
                assert found and int(found[1] or 1) <= text.count("\n") + 1, line
    assert 300 < told < 600


def test_path_that_is_no_file(tmp_path):
    (tmp_path / "two-weeks.yml").write_text(RIGHT)
    with pytest.raises(CourseError, match="write .*two-weeks.yml$"):
        read_course(tmp_path / "two_weeks.yml")
    with pytest.raises(CourseError, match="folder, no file; .*: two-weeks.yml$"):
        read_course(tmp_path)
    with pytest.raises(CourseError, match="there is no file .*look at the path again"):
        read_course(tmp_path / "nowhere" / "x.yml")


def test_all_faults_are_said_at_once_in_the_order_of_lines(faults):
    text = RIGHT.replace("Europe/Berlin", "Europe/Berlinn").replace("3.1]", "3.11]")
    text = text.replace("minutes: 90", "minute: 90").replace("title: One", "titl: One")
    text = text.replace("2027-02-08, name", "2026-02-08, name")
    found = faults(text)
    lines = [re.match(r"line (\d+)", line)[1] for line in found]
    assert lines == ["6", "7", "9", "18", "21"]


@pytest.fixture
def machine(monkeypatch):
    """machine(name): this machine is in that zone, until the test ends."""

    def machine(name):
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield machine
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_zone_of_the_machine_does_not_matter(path, machine):
    said, here = set(), set()
    names = "UTC", "Pacific/Kiritimati", "America/St_Johns", "Australia/Lord_Howe"
    for name in names:
        machine(name)
        course = read_course(path)
        said.add((as_text(course), calendar(course)))
        here.add(datetime.fromtimestamp(1.8e9).isoformat())
    assert len(said) == 1 and len(here) == 4
