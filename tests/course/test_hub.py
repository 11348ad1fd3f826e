"""A real JupyterHub on one machine, and three people in a browser."""

import subprocess
from types import SimpleNamespace

import hub_running
import pytest
from course import links
from support import ROOT

pytestmark = pytest.mark.all
CHAPTER = "notebooks/06_lstm.ipynb"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    if reason := hub_running.why_not():
        pytest.fail(reason, pytrace=False)
    folder = tmp_path_factory.mktemp("hub")
    repositories = folder / "git"
    make_repository(repositories / "rnn-course")
    with hub_running.Hub(folder, repositories, teachers="teacher") as hub:
        yield hub


def make_repository(folder):
    """What an instructor's repository holds, as far as a student opens it."""
    (folder / "notebooks").mkdir(parents=True)
    (folder / CHAPTER).write_bytes((ROOT / CHAPTER).read_bytes())
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "The course")


def git(folder, *words):
    name = ["-c", "user.name=Teacher", "-c", "user.email=teacher@example.org"]
    subprocess.run(["git", *name, *words], cwd=folder, check=True, timeout=60)


def commit(folder, message):
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", message)


@pytest.fixture(scope="module")
def people(hub, browser):
    """The teacher and two students, let in and logged out."""
    contexts = [browser.new_context() for _ in range(3)]
    names = ("teacher", "anna", "ben")
    people = [
        hub_running.Person(context.new_page(), hub, name)
        for context, name in zip(contexts, names, strict=True)
    ]
    teacher, *students = people
    assert "successful" in teacher.sign_up()
    for student in students:
        assert "sent to the admin" in student.sign_up()
    yield SimpleNamespace(**dict(zip(names, people, strict=True)))
    for context in contexts:
        context.close()


def test_a(hub, people):
    link = links.hub_link(
        SimpleNamespace(hub=dict(url=hub.address, repository=hub.repository("rnn-course"), branch="main")), CHAPTER)
    people.anna.log_in(at=link)
    print(people.anna.page.locator("body").inner_text())
    people.teacher.log_in(at=hub.address + "/hub/authorize")
    print(people.teacher.page.url, people.teacher.page.locator("body").inner_text())
    print(people.teacher.page.content()[-3000:])
    people.teacher.visit("/hub/authorize/anna")
    people.anna.log_in(at=link)
    try:
        people.anna.wait_for_lab()
    finally:
        print(people.anna.page.url, people.anna.page.locator("body").inner_text()[:2000])
        print(hub.log())
    print(people.anna.run("import os; print(os.getcwd(), os.listdir(), os.getuid(), open('/etc/shadow').read())"))
    assert 0
