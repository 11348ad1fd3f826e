"""The question bank: what is in it is right, and other programs can read it."""

import ast
import re
import types
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import numpy as np
import pytest
from course.bank import NAMES, chapters_of, claims, from_museum, make_bank, self_test
from course.bank import texts as book_texts
from course.bank.from_exercises import VARIANTS, exercises_of
from course.bank.from_warm_ups import NUMBERS
from course.bank.prose import inline, plain
from course.bank.questions import Choice, Numerical, Variants, shown, singly
from qti_reader import breaches, read_package

from rnnbook.exercises import check, find
from rnnbook.exercises.pages import all_exercises

VOID = {"br", "hr"}


@pytest.fixture(scope="module")
def quizzes():
    return chapters_of(None)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("a bank")
    return {path.name: path.read_bytes() for path in make_bank(None, folder)}


@pytest.fixture(scope="module")
def items(quizzes):
    return [item for quiz in quizzes for item in singly(quiz.items)]


@pytest.fixture(scope="module")
def on_paper(quizzes):
    """(exercise, number of the answer, question) for each number on paper."""
    by_ident = {i.ident: i for quiz in quizzes for i in singly(quiz.items)}
    found = []
    for exercise in all_exercises():
        if exercise.code or exercise.inputs()[0]:
            continue
        for at, name in enumerate(exercise.outputs):
            ident = f"rnn-{exercise.number.replace('.', '-')}-{name}"
            found.append((exercise, at, by_ident[ident]))
    return found


def answered(exercise, at, value):
    """What `check` says if one answer is `value` and the others are right."""
    answer = list(exercise.right())
    answer[at] = value
    return check(exercise.number, *answer)


def test_every_exercise_in_numbers_is_in_the_bank(on_paper):
    numbers = {exercise.number for exercise, _, _ in on_paper}
    assert numbers == {
        e.number for e in all_exercises() if not e.code and not e.inputs()[0]
    }
    assert len(numbers) == 28
    for exercise, at, item in on_paper:
        assert f"<code>{book_texts_name(exercise, at)}</code>" in item.text


def book_texts_name(exercise, at):
    name = next(p.stem for p in book_texts.NOTEBOOKS.glob("[0-9]*.ipynb")
                if int(p.stem[:2]) == int(exercise.number.split(".")[0]))  # fmt: skip
    return book_texts.tasks(name)[exercise.number].asked[at][0]


def test_an_answer_is_right_where_the_check_of_the_book_says_so(on_paper):
    for exercise, at, item in on_paper:
        assert answered(exercise, at, exercise.right()[at]).status == "right"
        step = item.tolerance or 1
        for way in (-1, 1):
            if item.tolerance:
                inside = item.answer + way * 0.99 * step
                assert answered(exercise, at, inside).status == "right", item.ident
            outside = item.answer + way * 1.01 * step
            assert answered(exercise, at, outside).status != "right", item.ident


def test_each_mistake_is_the_one_that_the_check_names(on_paper):
    for exercise, at, item in on_paper:
        low, high = item.range
        for wrong in item.wrong:
            assert not low <= wrong.value <= high
            (mistake,) = (m for m in exercise.mistakes if inline(m.says) == wrong.says)
            values = tuple(mistake.wrong())
            assert values[at] == wrong.value
            answer = [r if v is ... else v for v, r in zip(values, exercise.right(),
                                                           strict=True)]  # fmt: skip
            message = check(exercise.number, *answer)
            assert message.status == "mistake", (item.ident, wrong)
            assert mistake.says in str(message), (item.ident, wrong)


def test_moodle_has_the_right_value_first_and_a_message_beside_each_wrong_one(
    items, files
):
    root = ET.fromstring(files["question-bank-moodle.xml"])
    found = {q.findtext("idnumber"): q for q in root.iter("question")}
    assert len(found) - 1 == len(items)  # categories have no number
    for item in items:
        answers = found[item.ident].findall("answer")
        rights = [k for k, a in enumerate(answers) if a.get("fraction") == "100"]
        if isinstance(item, Choice):
            assert rights == [item.right] and len(answers) == len(item.choices)
            continue
        assert rights == [0] and len(answers) == 1 + len(item.wrong)
        values = [float(answer.findtext("text")) for answer in answers]
        assert abs(values[0] - item.answer) < 1e-6
        for wrong, answer in zip(item.wrong, answers[1:], strict=True):
            assert answer.findtext("feedback/text") == wrong.says


def test_moodle_takes_each_number_as_meant(items, files):
    """It takes the first answer that is near enough."""
    root = ET.fromstring(files["question-bank-moodle.xml"])
    found = {q.findtext("idnumber"): q for q in root.iter("question")}

    def fraction(ident, value):
        for answer in found[ident].findall("answer"):
            text, near = answer.findtext("text"), answer.findtext("tolerance")
            if abs(float(text) - value) <= float(near) + 1e-9:
                return answer.get("fraction"), answer.findtext("feedback/text") or ""
        return None, ""

    for item in items:
        if isinstance(item, Numerical):
            assert fraction(item.ident, item.answer)[0] == "100"
            for wrong in item.wrong:
                assert fraction(item.ident, wrong.value)[0] == "0", item.ident


def test_mistakes_in_a_list_give_no_answer_away(on_paper, files):
    read = {i.ident: i for each in read_package(files["question-bank.zip"]).values()
            for i in each}  # fmt: skip
    for exercise, _, item in on_paper:
        list_of = read[item.ident].feedback.get("general_incorrect_fb", "")
        named = re.findall(r"<li>(.*?): ", list_of)
        for right in exercise.right():
            assert shown(float(right)) not in named, item.ident
            assert shown(-float(right)) not in named, item.ident


def test_drawn_numbers_in_the_text_give_the_answer(quizzes):
    groups = [i for q in quizzes for i in q.items if isinstance(i, Variants)]
    assert len(groups) >= 8
    for group in groups:
        exercise = find(group.ident.removeprefix("rnn-").replace("-", "."))
        assert len({item.text for item in group.items}) == VARIANTS
        for item in group.items:
            inputs = inputs_in(item.text)
            with np.errstate(all="ignore"):
                result = exercise.right(*inputs.values())
            asked = item.text.partition("here:</strong> ")[2]
            where = re.match(r"<code>(\w+)(?:\[([\d, ]+)\])?", asked)
            values = dict(zip(exercise.outputs, result, strict=True))
            at = tuple(int(k) for k in where[2].split(",")) if where[2] else ()
            assert abs(values[where[1]][at] - item.answer) < 1e-9
            assert len(item.wrong) >= 3
            for wrong in item.wrong:
                assert abs(wrong.value - item.answer) > 2 * item.tolerance


def inputs_in(text):
    given = text.partition("with these inputs:</p>")[2].partition("</p>")[0]
    found = {}
    for name, value in re.findall(r"<code>(\w+) = (.*?)</code>", given):
        inside = value.removeprefix("np.array(").removesuffix(")")
        number = ast.literal_eval(inside)
        found[name] = np.array(number) if value.startswith("np.array") else number
    return found


def test_the_package_is_read_back_by_a_reader_of_the_specification(files, quizzes):
    read = read_package(files["question-bank.zip"])
    assert list(read) == [quiz.title for quiz in quizzes]
    for quiz in quizzes:
        ours = list(singly(quiz.items))
        assert [i.ident for i in read[quiz.title]] == [i.ident for i in ours]
        for item, got in zip(ours, read[quiz.title], strict=True):
            assert got.text == item.text and got.title == item.title
            if isinstance(item, Choice):
                judged_choice(item, got)
            else:
                judged_number(item, got)


def judged_choice(item, got):
    assert got.kind == "multiple_choice_question"
    assert tuple(got.choices.values()) == item.choices
    right = [ident for ident in got.choices if got.judge(ident)[0] == 100]
    assert right == [list(got.choices)[item.right]]
    assert len(set(item.choices)) == len(item.choices) >= 2
    for ident in got.choices:
        assert got.judge(ident)[1] == ([item.says] if item.says else [])


def judged_number(item, got):
    assert got.kind == "numerical_question"
    assert got.judge(round(item.answer, 6)) == (100, [item.says] if item.says else [])
    low, high = item.range
    for value in (low - 0.01 - item.tolerance, high + 0.01 + item.tolerance):
        assert got.judge(value)[0] == 0
    for wrong in item.wrong:
        assert got.judge(round(wrong.value, 6))[0] == 0


def test_the_reader_of_the_specification_finds_a_breach():
    wrong = "<item xmlns='http://www.imsglobal.org/xsd/ims_qtiasiv1p2' ident='a'>"
    wrong += "<itemfeedback ident='b'/><presentation/></item>"
    assert len(breaches(ET.fromstring(wrong))) == 3


def test_only_one_condition_of_a_number_scores(files):
    """Canvas takes each range of numbers in an item for a right answer."""
    text = re.sub(r"\s+", " ", " ".join(read_xml(files["question-bank.zip"])))
    for item in re.findall(r"<item .*?</item>", text):
        assert item.count("<setvar") == 1
        assert item.count("<vargte") <= 1


def read_xml(data):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(name).decode() for name in archive.namelist()]


def test_numbers_are_large_enough_for_canvas(items):
    """Canvas reads an answer below 0.0001 as 0."""
    for item in items:
        if isinstance(item, Numerical):
            assert item.answer == 0 or abs(item.answer) >= 1e-4, item.ident
            assert item.tolerance == 0 or item.tolerance >= 1e-4, item.ident


def test_identifiers_are_one_each_and_stay(items, files):
    idents = [item.ident for item in items]
    assert len(set(idents)) == len(idents)
    assert all(re.fullmatch(r"rnn-[A-Za-z0-9_-]+", ident) for ident in idents)
    assert {
        "rnn-1-1-contexts", "rnn-6-3-5", "rnn-guess-6-4", "rnn-warm-up-6-1-1",
        "rnn-museum-the-forget-gate-opens-to-forget",
    } <= set(idents)  # fmt: skip


def test_the_same_book_makes_the_same_bytes(files, tmp_path):
    again = {path.name: path.read_bytes() for path in make_bank(None, tmp_path)}
    assert again == files and set(files) == set(NAMES)


class Balance(HTMLParser):
    """Tags that are closed as they were opened, and what text there is."""

    def __init__(self, text):
        super().__init__()
        self.open, self.faults, self.text, self.code = [], [], "", 0
        self.feed(text)
        self.close()
        self.faults += self.open

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)
        self.faults += [v for n, v in attributes if n in ("src", "onclick")]
        links = [v for n, v in attributes if n == "href"]
        self.faults += [v for v in links if not v.startswith("http")]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"/{tag}")

    def handle_data(self, data):
        if not {"code", "pre"} & set(self.open):
            self.text += data


def test_texts_are_whole_html_without_tex_images_or_links_into_the_book(items):
    for item in items:
        parts = [item.text, item.says]
        if isinstance(item, Choice):
            parts += item.choices
        else:
            parts += [wrong.says for wrong in item.wrong] + list(item.hints)
        for part in parts:
            read = Balance(part)
            assert not read.faults, (item.ident, read.faults)
            assert not re.search(r"[$\\]|\*\*|\]\(", read.text), (item.ident, read.text)


def test_a_course_gets_its_chapters_alone():
    course = types.SimpleNamespace(title="A course", chapters=("06_lstm", "08_gru"))
    titles = [quiz.title for quiz in chapters_of(course)]
    assert titles == ["Chapter 6: The LSTM", "Chapter 8: The GRU"]
    for quiz, chapter in zip(chapters_of(course), (6, 8), strict=True):
        numbers = {e.number for e in exercises_of(chapter)}
        idents = [i.ident for i in quiz.items if re.match(r"rnn-\d", i.ident)]
        used = {"{}.{}".format(*ident.split("-")[1:3]) for ident in idents}
        assert used and used <= numbers


def test_numbers_of_warm_ups_stand_in_the_answer_of_the_book():
    known = {}
    for path in book_texts.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"):
        known |= book_texts.warm_ups(path.stem)
    assert len(known) == 39 and set(NUMBERS) <= set(known)
    for number, asked in NUMBERS.items():
        for _, value, _ in asked:
            words = re.findall(r"\d+(?:\.\d+)?|a million|[Oo]ne|[Tt]wo|[Ff]our",
                               known[number].answer)  # fmt: skip
            assert value in words, (number, value)


def test_every_exhibit_is_asked_once_and_every_true_sentence_has_one(items):
    exhibits = book_texts.exhibits()
    assert len(exhibits) == 38
    asked = {i.ident for i in items if i.ident.startswith("rnn-museum-")}
    wanted = {f"rnn-museum-{anchor}" for anchor in exhibits}
    wanted |= {f"rnn-museum-{anchor}-true" for anchor in claims.TRUE}
    assert asked == wanted
    assert claims.AS_THEY_STAND <= set(exhibits) and set(claims.TRUE) <= set(exhibits)


def test_an_answer_on_a_sentence_is_the_verdict_of_the_museum():
    for anchor, exhibit in book_texts.exhibits().items():
        item = from_museum.claim(anchor)
        if len(item.choices) == 3:
            wanted = from_museum.WRONG if exhibit.word == "Refuted" else None
            assert item.choices[item.right] == (wanted or from_museum.CONDITION)
        else:
            assert item.right == 1
        assert plain(item.says).startswith(f"{exhibit.word}.")


def test_the_test_before_and_after_has_the_same_sentences_in_two_orders(files):
    before, after = self_test.forms()
    texts = [[item.text for item in form.items] for form in (before, after)]
    assert texts[0] != texts[1] and sorted(texts[0]) == sorted(texts[1])
    assert len(set(texts[0])) == 20
    rights = [item.right for item in after.items]
    assert [rights.count(k) for k in range(3)] == [7, 6, 7]
    assert all(item.choices == from_museum.THREE for item in after.items)
    assert len({plain(text) for text in texts[0]}) == 20


def test_the_test_before_tells_nothing_and_the_key_tells_all(files):
    read = read_package(files["self-test.zip"])
    before, after = read["Test before the course"], read["Test after the course"]
    assert not any(item.feedback for item in before)
    assert all(item.feedback for item in after)
    meta = " ".join(read_xml(files["self-test.zip"]))
    assert "<hide_results>always</hide_results>" in meta
    page = files["self-test-key.html"].decode()
    rows = re.findall(r"<li>.*?</li>", page)
    assert len(rows) == 20
    places = {plain(sentence_of(item)): k for k, item in enumerate(after, 1)}
    for row, item in zip(rows, before, strict=True):
        sentence = plain(sentence_of(item))
        assert plain(row).startswith(sentence)
        right = next(c for i, c in item.choices.items() if item.judge(i)[0] == 100)
        assert f"<p>{right} <span>(After: sentence {places[sentence]}.)" in row


def sentence_of(item):
    return item.text.partition("<blockquote>")[2].partition("</blockquote>")[0]
