"""The question bank of a course: QTI 1.2, Moodle's XML, and a test before and after.

Everything in it comes from the book: exercises, warm-ups, predictions, the museum. It
holds answers, so it belongs to the instructor and into no site.
"""

from pathlib import Path

NAMES = (
    "question-bank.zip",
    "question-bank-moodle.xml",
    "self-test.zip",
    "self-test-moodle.xml",
    "self-test-key.html",
)


def make_bank(course, folder: Path) -> list[Path]:
    """Write the bank of a course (None: of the whole book) into `folder`.

    Returns: the files. The same book makes the same bytes.
    """
    from course.bank.moodle import moodle_xml
    from course.bank.package import package
    from course.bank.self_test import forms, key_page

    title = course.title if course else "The whole book"
    quizzes, test = chapters_of(course), forms()
    test_title = "Test before and after"
    contents = (
        package("rnn-bank", title, quizzes),
        moodle_xml(title, quizzes),
        package("rnn-test", test_title, test),
        moodle_xml(test_title, test),
        key_page().encode(),
    )
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in NAMES]
    for path, data in zip(paths, contents, strict=True):
        path.write_bytes(data)
    return paths


def chapters_of(course) -> list:
    """A quiz for each chapter of a course that has exercises; None: of the book."""
    from course.bank import texts

    names = sorted(path.stem for path in texts.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
    taken = course.chapters if course else names
    return [chapter_quiz(name) for name in names if name in taken]


def chapter_quiz(name: str):
    """All questions of the chapter whose notebook is `name`."""
    from course.bank import texts
    from course.bank.from_exercises import from_exercises
    from course.bank.from_guesses import from_guesses
    from course.bank.from_museum import from_museum
    from course.bank.from_warm_ups import from_warm_ups
    from course.bank.questions import Quiz

    chapter = int(name[:2])
    items = (
        *from_warm_ups(name),
        *from_guesses(chapter),
        *from_exercises(name),
        *from_museum(chapter),
    )
    title = f"Chapter {texts.title(name).replace('. ', ': ', 1)}"
    about = "Questions from the exercises, warm-ups and predictions of this chapter, "
    about += "and from the museum of misconceptions."
    return Quiz(f"rnn-chapter-{chapter:02}", title, about, items)
