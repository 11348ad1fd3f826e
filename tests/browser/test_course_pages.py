"""The pages of a course in a browser: the reader's clock, zone, screen and paper."""

import json

import pytest
from book_pages import PHONE, WIDE, assert_no_fault, visit
from playwright.sync_api import expect
from test_every_page import LOOKS

PAGES = ("book/index", "course/schedule", "course/assignments", "course/syllabus")
NEW_YORK = {"timezone_id": "America/New_York"}
BEFORE, TUESDAY = "2027-03-01T09:00:00-05:00", "2027-03-09T09:00:00-05:00"
IN_CLASS, AFTER = "2027-03-09T14:00:00-05:00", "2027-06-01T09:00:00-04:00"


@pytest.fixture
def at(open_page, course_site):
    """at(moment, page, **options): a page of the course, read at that moment."""

    def start(moment, name, **options):
        page = open_page(**{"viewport": WIDE, **NEW_YORK, **options})
        page.clock.install(time=moment)
        page.goto(f"{course_site.folder.as_uri()}/{name}.html")
        return page

    return start


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound_on_a_desk_and_on_a_phone(open_page, course_site, name):
    """From a disk, as all else in this file."""
    page = open_page(viewport=WIDE, color_scheme="light", **NEW_YORK)
    visit(page, f"{course_site.folder.as_uri()}/{name}.html")
    for screen in (WIDE, PHONE):
        page.set_viewport_size(screen)
        for look in LOOKS:
            look(page)
    page.evaluate("document.querySelector('.theme-button').click()")
    assert_no_fault(page, "mjx-container", ".highlight")
    assert page.watch.problems == []


def test_the_next_class_and_this_week_are_marked(at):
    page = at(TUESDAY, "course/schedule")
    expect(page.locator(".entry.next h3")).to_contain_text("From a memory that fades")
    expect(page.locator(".entry.next .badge")).to_have_text("Next class")
    expect(page.locator(".is-now")).to_have_count(1)
    expect(page.locator("section.this-week > h2")).to_contain_text("8 to 14 March")
    page.locator(".course-now a").click()
    expect(page.locator(".entry.next h3")).to_be_in_viewport()


def test_time_goes_on_while_the_page_is_open(at):
    page = at(TUESDAY, "course/schedule")
    expect(page.locator(".course-now")).to_contain_text("Next class: From a memory")
    page.clock.fast_forward("05:00:00")
    expect(page.locator(".course-now")).to_contain_text("Now: From a memory")
    page.clock.fast_forward("01:00:00")
    expect(page.locator(".course-now")).to_contain_text("Next class: To a memory")
    expect(page.locator(".entry.session.over")).to_have_count(1)


@pytest.mark.parametrize(
    "moment, heading, said",
    [
        (BEFORE, "The first week", "Next class: From a memory that fades"),
        (IN_CLASS, "This week", "Now: From a memory that fades"),
        (AFTER, "The last week", "All classes of this course are over."),
    ],
)
def test_the_first_page_shows_one_week(at, moment, heading, said):
    page = at(moment, "book/index")
    expect(page.locator(".course-now")).to_contain_text(said)
    expect(page.locator(".week:visible")).to_have_count(1)
    expect(page.get_by_role("heading", level=2).first).to_contain_text(heading)


def test_a_reader_in_another_zone_sees_the_own_hours_too(at):
    page = at(IN_CLASS, "course/schedule", timezone_id="Asia/Tokyo")
    entry = page.locator("#main .entry").first
    expect(entry.locator("time")).to_contain_text("13:30–14:50 EST")
    expect(entry.locator(".own-hours")).to_have_text("Wed 03:30–04:50 where you are")
    expect(page.locator(".course-now")).to_contain_text("Now: ")
    home = at(IN_CLASS, "course/schedule")
    expect(home.locator(".course-now")).to_contain_text("Now: ")
    expect(home.locator(".own-hours")).to_have_count(0)


def test_on_either_side_of_the_change_of_the_clock_no_hour_is_off(at):
    """New York changes on 14 March: the class is before it, the due date after it."""
    page = at(TUESDAY, "course/schedule")
    expect(page.locator(".entry.due time")).to_contain_text("23:59 EDT")
    expect(page.locator(".own-hours")).to_have_count(0)


def test_without_a_script_all_weeks_stand_unmarked(open_page, course_site):
    page = open_page(java_script_enabled=False, viewport=PHONE)
    page.goto(f"{course_site.folder.as_uri()}/book/index.html")
    weeks = page.locator(".week")
    assert weeks.count() > 1
    assert all(week.is_visible() for week in weeks.all())
    assert not page.locator(".course-now").is_visible()
    page.goto(f"{course_site.folder.as_uri()}/course/schedule.html")
    assert not page.locator(".badge, .entry.next, .over").count()


def test_on_paper_the_schedule_is_whole_and_unmarked(at):
    page = at(TUESDAY, "book/index")
    expect(page.locator(".week:visible")).to_have_count(1)
    page.emulate_media(media="print")
    expect(page.locator(".week:visible")).to_have_count(page.locator(".week").count())
    expect(page.locator(".course-now")).to_be_hidden()
    schedule = at(TUESDAY, "course/schedule")
    expect(schedule.locator(".entry.next")).to_have_count(1)
    schedule.emulate_media(media="print")
    expect(schedule.locator(".entry.next .badge")).to_be_hidden()
    abroad = at(TUESDAY, "course/schedule", timezone_id="Asia/Tokyo")
    expect(abroad.locator(".own-hours").first).to_be_visible()
    abroad.emulate_media(media="print")
    expect(abroad.locator(".own-hours").first).to_be_hidden()


def test_a_place_in_a_chapter_that_the_course_leaves_out_is_no_place_to_go_on(at):
    page = at(TUESDAY, "book/index")
    place = {"page": "notebooks/08_gru", "part": "a", "title": "A", "at": 1}
    kept = {"version": 1, "solved": {}, "guesses": {}, "place": place}
    keep = "(kept) => localStorage.setItem('rnnbook-progress', kept)"
    page.evaluate(keep, json.dumps(kept))
    page.reload()
    expect(page.locator("#progress .sum")).not_to_be_empty()
    expect(page.locator(".continue")).to_be_hidden()
    expect(page.locator("html")).to_have_class("js")
