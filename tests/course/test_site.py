"""The site of a course: its pages, its solutions by date, its editions."""

import functools
import html
import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
import test_markup
from book_pages import soup
from course import front, links, markup, pages, site, words
from course.book import read_book
from course.plan import Hub
from course.solutions import solution_days, text_of, without_solutions, worked
from course.staging import stage
from course_sites import (
    DAYS,
    EXAMPLES,
    build_example,
    example,
    hidden_sentences,
    sentences,
)
from make_course import a_day, make

MARKUP = [
    test_markup.test_nothing_is_loaded_from_another_host,
    test_markup.test_every_link_within_the_book_leads_somewhere,
    test_markup.test_ids_are_unique_on_a_page,
    test_markup.test_every_way_to_the_landing_page_is_the_same_address,
    test_markup.test_every_picture_has_a_name,
    test_markup.test_pictures_follow_the_theme,
]
all_of = functools.partial(pytest.param, marks=pytest.mark.all)
each_claim = pytest.mark.parametrize("claim", MARKUP, ids=lambda c: c.__name__[5:])


def text_of_files(folder):
    """{address: text} of what a browser can read of a site, hidden or not.

    In a page also without its tags, so that coloured code is found.
    """
    kinds = (".html", ".ipynb", ".js", ".json", ".txt", ".inv")
    files = [p for p in folder.rglob("*") if p.suffix in kinds]
    found = {}
    for path in files:
        text = path.read_bytes().decode("utf-8", "ignore")
        if path.suffix == ".html":
            text += html.unescape(re.sub(r"<[^>]*>", "", text))
        found[path.relative_to(folder).as_posix()] = text
    return found


# The site that `make test` builds.


def test_it_is_built_without_a_warning(course_site):
    assert course_site.warnings == []


@pytest.mark.all
@each_claim
def test_pages_are_as_sound_as_those_of_the_book(course_site, claim):
    claim(course_site.folder)


def test_every_link_leads_to_a_file_and_to_a_place_in_it(course_site):
    """By the letters of the pages: to read them as trees takes longer than to build."""
    pages = {p: p.read_text("utf8") for p in course_site.folder.rglob("*.html")}
    ids = {p: Counter(re.findall(r'\bid="([^"]+)"', t)) for p, t in pages.items()}
    assert not [i for known in ids.values() for i, n in known.items() if n > 1]
    lost = []
    for page, text in pages.items():
        for link in re.findall(r'<a [^>]*?href="([^"]*)"', text):
            path, _, place = html.unescape(link).partition("#")
            if "://" in path or path.startswith(("mailto:", "data:")):
                continue
            target = (page.parent / unquote(path)).resolve() if path else page
            section = place and "=" not in place
            if not target.is_file() or section and unquote(place) not in ids[target]:
                lost.append(f"{page.name}: {link}")
    assert len(pages) > 15 and not lost
    # Another course may show any figure of these chapters.
    for name, chapter in read_book().figures.items():
        page = course_site.folder / f"notebooks/{chapter}.html"
        if page in ids:
            assert re.search(r"#(.+)\)", markup.figure(name))[1] in ids[page]


def test_previews_speak_of_no_place_that_is_left_out(course_site):
    """The last words of an entry of the glossary lead on: here to nothing."""
    folder = course_site.folder / "_static" / "previews"
    assert "left-out" in (course_site.folder / "book/glossary.html").read_text("utf8")
    text = (folder / "book-glossary.js").read_text("utf8")
    assert "left-out" not in text and "The loop and its chain" not in text


def test_the_short_way_is_offered_only_where_all_of_it_is(course_site):
    page = soup(course_site.folder, "notebooks/06_lstm.html")
    assert not page.select(".short-way") and page.select(".book-nav .home")
    guide = soup(course_site.folder, "book/how-to-use.html")
    names = ("twenty-minutes", "the-whole-way-or-a-part")
    ways = [guide.find(id=name) for name in names]
    assert not any(part.select("ol .left-out, tr .left-out") for part in ways)
    assert [len(part.select("ol > li, tbody > tr")) for part in ways] == [4, 2]
    assert ways[0].h3.get_text().startswith("A short way")


def test_it_has_the_chosen_chapters_and_what_stands_beside_them(course_site):
    chapters = {path.stem for path in (course_site.folder / "notebooks").glob("*.html")}
    assert chapters == {*example("one-week").chapters, "learning", "museum"}
    for page in ("playground", "own-cell", "microscope", "glossary", "notation", "api"):
        assert (course_site.folder / "book" / f"{page}.html").is_file()
    assert not (course_site.folder / "book" / "teach.html").exists()


def test_words_that_led_to_what_is_left_out_stay_and_are_explained(course_site):
    page = soup(course_site.folder, "notebooks/06_lstm.html")
    assert "Chapter 8" in [e.get_text() for e in page.select(".left-out")]
    assert "8. The GRU" in page.select_one(".left-out-note").get_text()
    plain = soup(course_site.folder, "course/schedule.html")
    assert not plain.select(".left-out, .left-out-note")


def test_search_and_progress_know_the_course_alone(course_site):
    index = (course_site.folder / "_static" / "search-index.js").read_text("utf8")
    pages = json.loads(index.removeprefix("window.rnnbookSearch=").rstrip(";\n"))
    urls = {page["url"] for page in pages}
    assert "course/schedule.html" in urls and "notebooks/08_gru.html" not in urls
    script = (course_site.folder / "_static" / "rnn-page.js").read_text("utf8")
    counted = json.loads(re.search(r"rnnbookCounted\s*=\s*(\[.*?\]);", script)[1])
    assert {n.split(".")[0] for n in counted} == {"3", "5", "6"}


def test_the_schedule_names_all_that_the_file_says(course_site):
    course = example("one-week")
    page = soup(course_site.folder, "course/schedule.html")
    for session in course.sessions:
        entry = page.find(id=f"session-{session.number}").find_parent("section")
        assert entry.time["datetime"] == session.start.isoformat()
        said, book = entry.get_text(), read_book()
        known = {"place": session.place, "title": session.unit.title}
        known |= {"hours": words.hours(session.start, session.end)}
        known |= {name: book.chapters[name].title for name in session.unit.chapters}
        known |= {name: name for name in (*session.unit.show, *session.unit.in_class)}
        known |= {name: name for name in session.unit.at_home}
        assert not {key for key, text in known.items() if text not in said}
    due = page.select_one(".entry.due time")["datetime"]
    assert due == course.assignments[0].due.isoformat()


def test_every_page_says_of_which_day_it_is(course_site):
    for name in ("book/index", "course/syllabus", "notebooks/06_lstm"):
        foot = soup(course_site.folder, f"{name}.html").select_one(".extra-footer")
        assert foot.time["datetime"] == str(DAYS["one-week"])


def assert_hidden(folder, course, on):
    """No file has a sentence of a solution whose day has not come."""
    hidden = hidden_sentences(course, on)
    assert len(hidden) > 10
    files = text_of_files(folder)
    assert len(files) > 60
    leaks = {(name, s) for name, text in files.items() for s in hidden if s in text}
    assert not leaks


def test_solutions_stand_in_no_file_before_their_day(course_site):
    assert_hidden(course_site.folder, example("one-week"), DAYS["one-week"])


def test_solutions_of_the_class_are_there_after_it(course_site):
    course = example("one-week")
    heads = []
    for page in (course_site.folder / "course").glob("solutions-*.html"):
        tree = soup(course_site.folder, f"course/{page.name}")
        heads += [heading.get_text() for heading in tree("h2")]
    out = [n for n, day in solution_days(course).items() if day <= DAYS["one-week"]]
    assert len(out) == len(heads) > 1
    assert all(any(f"Solution to {n}:" in head for head in heads) for n in out)


# What is staged, for every example and any day: no build is needed.


@pytest.mark.parametrize("name", ["two-weeks", all_of("one-week"), all_of("term")])
def test_a_solution_comes_on_its_day_and_not_before(name, tmp_path):
    course = example(name)
    day = max(solution_days(course).values())
    hidden = hidden_sentences(course, day - timedelta(days=1))
    for on, there in ((day - timedelta(days=1), False), (day, True)):
        stage(course, on, tmp_path / str(on))
        texts = text_of_files(tmp_path / str(on)).values()
        found = {s for s in hidden if any(s in text for text in texts)}
        assert found == (hidden if there else set()), there


def test_exercises_that_the_course_does_not_use_keep_their_solutions(tmp_path):
    course = example("one-week")
    unused = [n for n in ("3.1", "3.2", "5.1", "5.2") if n not in solution_days(course)]
    stage(course, course.start, tmp_path)
    for number in unused:
        chapter = read_book().exercises[number]
        cells = json.loads((tmp_path / f"notebooks/{chapter}.ipynb").read_text("utf8"))
        texts = "\n".join(map(text_of, cells["cells"]))
        part = texts.split(f"### Exercise {number}")[1].split("### Exercise")[0]
        assert "<details><summary>Solution</summary>" in part


def test_a_day_without_classes_and_a_late_year_are_fine(tmp_path):
    course = example("term")
    stage(course, course.end + timedelta(days=400), tmp_path)
    assert "solutions-15" in (tmp_path / "_toc.yml").read_text("utf8")


def test_the_same_file_gives_the_same_sources(tmp_path):
    for folder in ("a", "b"):
        stage(example("two-weeks"), DAYS["two-weeks"], tmp_path / folder)
    both = [text_of_files(tmp_path / folder) for folder in ("a", "b")]
    assert both[0] == both[1] and len(both[0]) > 8


def test_every_worked_solution_is_found():
    for name, chapter in read_book().chapters.items():
        if chapter.exercises:
            assert set(worked(name)[1]) == set(chapter.exercises)


def test_taking_a_solution_out_leaves_the_other():
    cells = [
        {"id": str(k), "cell_type": "markdown", "source": [text]}
        for k, text in enumerate(
            [
                "### Exercise 6.1: One",
                "<details><summary>Solution</summary>\n\nFirst.\n</details>",
                "### Exercise 6.2: Two",
                "<details><summary>Solution</summary>\n\nSecond.\n</details>",
            ]
        )
    ]
    left = without_solutions({"cells": cells}, {"6.1": date(2027, 2, 16)}, "")
    said = [text_of(cell) for cell in left["cells"]]
    assert said[1] == "*The solution stands here from Tuesday, 16 February 2027.*"
    assert "Second." in said[3]


# The hub.


def hub_pages(hub):
    """{page: text} of the pages of a course, with its first assignment out."""
    course = replace(example("two-weeks"), hub=hub)
    on = DAYS["two-weeks"]
    assigned = pages.assignments(course, on, {"assignment-1"})
    said = {"schedule": pages.schedule(course, on), "assignments": assigned}
    return course, said | {"syllabus": front.syllabus(course, on)}


def test_chapters_and_released_assignments_open_on_the_hub():
    hub = Hub("https://hub.example.org", "https://code.example.org/x/rnnbook", "spring")
    course, said = hub_pages(hub)
    chapters = {links.hub_link(course, links.chapter_path(c)) for c in course.chapters}
    first, *later = (
        links.hub_link(course, links.assignment_path(a)) for a in course.assignments
    )
    found = {
        name: re.findall(r"[(\"](https://hub[^\")]+)[)\"]", text)
        for name, text in said.items()
    }
    found = {name: list(map(html.unescape, all_)) for name, all_ in found.items()}
    assert set(found["schedule"]) == chapters
    assert set(found["syllabus"]) == chapters | {links.hub_link(course)}
    assert found["assignments"] == [first] and later
    assert said["assignments"].count("Open on the hub") == 2  # seen, and heard
    assert said["syllabus"].count(">Open on the hub</a>") == len(chapters)


def test_without_a_hub_no_page_speaks_of_one():
    assert not [name for name, text in hub_pages(None)[1].items() if "the hub" in text]


# Editions.


@pytest.fixture
def quick(monkeypatch):
    """A book that is built at once: a page and the report."""

    def run_book(source, out):
        (out / "_build" / "html").mkdir(parents=True)
        (out / "_build" / ".doctrees").mkdir()
        (out / "_build" / ".doctrees" / "left-out.txt").write_text("")
        title = (source / "_config.yml").read_text("utf8").splitlines()[0]
        (out / "_build" / "html" / "index.html").write_text(title)
        return ""

    monkeypatch.setattr(site, "run_book", run_book)


def edition(name, start):
    return replace(example("one-week"), edition=name, start=start, title=f"Of {name}")


def test_past_editions_stay_and_the_newest_is_listed_first(quick, tmp_path):
    for name, start in (("2027-b", date(2027, 3, 8)), ("2026-a", date(2026, 3, 9))):
        site.build_site(edition(name, start), date(2027, 3, 9), tmp_path)
    before = text_of_files(tmp_path / "2026-a")
    site.build_site(edition("2028-c", date(2028, 3, 6)), date(2028, 3, 6), tmp_path)
    assert text_of_files(tmp_path / "2026-a") == before
    listed = re.findall(r'href="([^"]+)/book/', (tmp_path / "index.html").read_text())
    assert listed == ["2028-c", "2027-b", "2026-a"]


def test_a_build_that_fails_leaves_all_as_it_was(quick, tmp_path, monkeypatch):
    course = edition("2027-b", date(2027, 3, 8))
    site.build_site(course, date(2027, 3, 9), tmp_path)
    before = text_of_files(tmp_path)

    def fail(source, out):
        (out / "_build" / "html").mkdir(parents=True)
        raise RuntimeError("stopped")

    monkeypatch.setattr(site, "run_book", fail)
    with pytest.raises(RuntimeError):
        site.build_site(course, date(2027, 3, 10), tmp_path)
    assert text_of_files(tmp_path) == before
    assert not list(tmp_path.glob(".making-*"))


# Words.


def test_the_rule_of_the_course_and_the_days_that_break_it():
    said = pages.dates(example("two-weeks"))
    assert said == (
        "Classes are from Monday, 1 February 2027 to Wednesday, 10 February 2027. "
        "Mondays and Wednesdays, 10:15 to 11:45, Room 1.04. "
        "Different on Tue 9 Feb: 14:15 to 15:45, Room 2.11."
    )
    assert "Tuesdays and Thursdays, 13:30 to 14:50" in pages.dates(example("one-week"))
    term = example("term")
    assert "Tuesdays, 10:15 to 11:45" in pages.dates(term)
    noon = replace(term, usual=((1, time(12, 0), 90, "Hall"),))
    assert pages.dates(noon).endswith("Different on 30 days: the schedule says how.")


def test_students_are_told_the_due_time_and_not_the_grace():
    course = example("two-weeks")
    late = words.hours(course.assignments[0].closes)
    assert late == "01:59 CET"
    on = DAYS["two-weeks"]
    assert late not in pages.assignments(course, on, ()) + pages.schedule(course, on)


@pytest.mark.parametrize(
    "first, last, said",
    [
        ("2027-02-01", "2027-02-07", "1 to 7 February"),
        ("2027-02-28", "2027-03-06", "28 February to 6 March"),
        ("2027-12-27", "2028-01-02", "27 December 2027 to 2 January 2028"),
        ("2027-02-01", "2027-02-01", "1 February"),
    ],
)
def test_a_span_of_days_in_words(first, last, said):
    assert words.span(date.fromisoformat(first), date.fromisoformat(last)) == said


@pytest.mark.parametrize(
    "zone, said",
    [
        ("Europe/Berlin", "10:15 CEST"),
        ("Asia/Kathmandu", "10:15 UTC+5:45"),
        ("America/Sao_Paulo", "10:15 UTC−3"),
        ("UTC", "10:15 UTC"),
    ],
)
def test_hours_name_their_zone(zone, said):
    assert words.hours(datetime(2027, 7, 1, 10, 15, tzinfo=ZoneInfo(zone))) == said


def test_a_day_that_is_none_is_refused_with_an_example():
    import argparse

    with pytest.raises(argparse.ArgumentTypeError, match=r"got '1\.2\.27'.*2027-02-01"):
        a_day("1.2.27")


# All of it, as an instructor calls it.


@pytest.mark.all
@pytest.mark.parametrize("name", EXAMPLES)
def test_make_course_makes_all_of_an_example(name, tmp_path):
    course, on = example(name), DAYS[name]
    lines = make(course, on, tmp_path / "public", tmp_path / "private")
    assert len(lines) <= 10 and "warnings" not in "\n".join(lines)
    folder = tmp_path / "public" / name / course.edition
    for claim in MARKUP:
        claim(folder)
    assert_hidden(folder, course, on)
    assert_hidden_in_zips(folder, course, on)
    out = [a.name for a in course.assignments if a.released.date() <= on]
    assert {path.stem for path in folder.glob("assignments/*.zip")} == set(out)
    private = tmp_path / "private" / name / course.edition
    assert all((private / place).is_dir() for place in ("nbgrader", "bank", "grades"))


def assert_hidden_in_zips(folder, course, on):
    from zipfile import ZipFile

    hidden = hidden_sentences(course, on)
    for path in folder.rglob("*.zip"):
        with ZipFile(path) as archive:
            for name in archive.namelist():
                text = archive.read(name).decode("utf-8", "ignore")
                assert not {s for s in hidden if s in text}, f"{path.name}: {name}"


@pytest.mark.all
def test_links_to_the_whole_book_and_exercises_without_a_check(tmp_path, monkeypatch):
    changed = replace(
        example("one-week"), book="https://example.org/book", check_in_page=False
    )
    monkeypatch.setattr("course_sites.example", lambda name: changed)
    folder = build_example("one-week", tmp_path).folder
    page = soup(folder, "notebooks/06_lstm.html")
    to_gru = [a["href"] for a in page("a", href=True) if "08_gru" in a["href"]]
    assert to_gru == ["https://example.org/book/notebooks/08_gru.html"]
    museum = soup(folder, "notebooks/museum.html")
    to_check = "04_bptt.html#a-wrong-gradient-that-trains"
    assert any(a["href"].endswith(to_check) for a in museum("a", href=True))
    assert not page.select(".left-out-note")
    panels = {e["data-number"]: e for e in page.select(".exercise-panel")}
    assert not panels["6.3"].select("button") and panels["6.5"].select("button")
    assert not (folder / "_static" / "rnn-exercise-6.3.js").exists()
    assert (folder / "_static" / "rnn-exercise-6.5.js").exists()


def test_there_are_sentences_to_look_for():
    assert sentences("The chain rule multiplies these from the first to the last.")
