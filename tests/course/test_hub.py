"""A real JupyterHub on one machine, and a teacher and two students in a browser."""

import re
import subprocess
from types import SimpleNamespace

import hub_running
import nbformat
import pytest
from course import links
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect
from support import ROOT

# A JupyterLab has five minutes to come up, and some tests wait for two.
pytestmark = [pytest.mark.all, pytest.mark.timeout(1800)]
CHAPTER = "notebooks/06_lstm.ipynb"
ANSWER = """\
steps_to_half = np.log(0.5) / np.log(0.9)
a_f = -np.log(0.5 ** (-1 / 100) - 1)"""
NBGRADER = {"schema_version": 3, "locked": False, "grade": False, "solution": False}


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
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "The course")


def git(folder, *words):
    name = ["-c", "user.name=Teacher", "-c", "user.email=teacher@example.org"]
    subprocess.run(["git", *name, *words], cwd=folder, check=True, timeout=60)


@pytest.fixture(scope="module")
def people(hub, browser):
    """A teacher and two students, each at a browser; the teacher has let them in."""
    contexts = {name: browser.new_context() for name in ("teacher", "anna", "ben")}
    people = SimpleNamespace(
        **{
            name: hub_running.Person(context.new_page(), hub, name)
            for name, context in contexts.items()
        }
    )
    assert "successful" in people.teacher.sign_up()
    for student in (people.anna, people.ben):
        assert "sent to the admin" in student.sign_up()
        student.visit("/hub/login")
        student.log_in()
        expect(student.page.locator(".login_error")).to_contain_text("not been author")
    let_in(people.teacher, "anna", "ben")
    yield people
    for context in contexts.values():
        context.close()


def let_in(teacher, *names):
    teacher.visit("/hub/login?next=/hub/home")
    teacher.log_in()
    teacher.page.get_by_role("link", name="Authorize Users").click()
    for name in names:
        row = teacher.page.locator("tr", has_text=name)
        row.get_by_role("button", name="Authorize", exact=True).click()
        expect(row.get_by_role("button", name="Unauthorize")).to_be_visible()


@pytest.fixture(scope="module")
def link(hub):
    """The link of a chapter, as a page of the course has it."""
    hub = SimpleNamespace(
        url=hub.address, repository=hub.repository("rnn-course"), branch="main"
    )
    return links.hub_link(SimpleNamespace(hub=hub), CHAPTER)


@pytest.fixture(scope="module")
def at_work(people, link):
    """The two students, logged in through the link of a chapter."""
    for student in (people.anna, people.ben):
        student.page.goto(link)
        student.log_in()
        student.wait_for_lab()
    return people


def test_a_wrong_password_lets_nobody_in(people):
    people.anna.visit("/hub/login")
    people.anna.log_in("not the password")
    expect(people.anna.page.locator(".login_error")).to_contain_text("Invalid")


def test_names_of_the_machine_and_bad_names_are_refused(hub, browser):
    context = browser.new_context()
    for name, reason in {
        "root": "account “root” that is not a student's",
        "daemon": "not a student's",
        "anna b": "begins with a letter",
        "../x": "begins with a letter",
    }.items():
        person = hub_running.Person(context.new_page(), hub, name)
        assert reason in person.sign_up()
    person = hub_running.Person(context.new_page(), hub, "carl")
    assert "at least 8" in person.sign_up("short")
    assert "too common" in person.sign_up("password")
    context.close()


def test_a_link_opens_a_chapter_and_its_check_runs(at_work):
    page = at_work.anna.page
    panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    expect(panel).to_be_visible(timeout=120_000)
    page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget?.sessionContext"
        "?.session?.kernel?.status === 'idle'",
        timeout=120_000,
    )
    run_cell(page, "from rnnbook import")
    run_cell(page, "from rnnbook.exercises import")
    run_cell(page, "steps_to_half = ...", ANSWER)
    output = run_cell(page, 'check("6.2"')
    assert "6.2" in output and "right" in output.lower(), output


RUN_CELL = """async ([beginning, text]) => {
  const app = window.jupyterapp, { content } = app.shell.currentWidget;
  const index = content.widgets.findIndex(({ model: { type, sharedModel } }) =>
    type === "code" && sharedModel.source.includes(beginning));
  const { model } = content.widgets[index];
  if (text) model.sharedModel.source = text;
  content.activeCellIndex = index;
  await app.commands.execute("notebook:run-cell");
  return JSON.stringify(model.outputs.toJSON());
}"""


def run_cell(page, beginning, text=None):
    """Run the cell with `beginning` in it, with `text` in its place; its output."""
    return page.evaluate(RUN_CELL, [beginning, text])


def test_what_a_student_wrote_stays_when_the_link_is_followed_again(at_work, link):
    anna = at_work.anna
    anna.run(f"open('rnn-course/{CHAPTER}', 'a').write(' ')")
    anna.run("open('rnn-course/mine.txt', 'w').write('kept')")
    anna.page.goto(link)
    anna.page.wait_for_url("**/lab/tree/rnn-course/notebooks/06_lstm.ipynb*")
    anna.wait_for_lab()
    assert anna.run("print(open('rnn-course/mine.txt').read())") == "kept"
    text = anna.run(f"print(repr(open('rnn-course/{CHAPTER}').read()[-2:]))")
    assert text == r"'\n '"


def test_a_student_sees_nothing_of_another(hub, at_work):
    anna, ben = at_work.anna, at_work.ben
    home = f"{hub.homes}/anna"
    assert anna.run("import os; print(os.path.expanduser('~'))") == home
    assert anna.shell("id --user --name") == "anna"
    assert ben.shell("id --user --name") == "ben"
    chapter = f"{home}/rnn-course/{CHAPTER}"
    for command in (
        f"cat {chapter}",
        f"ls {home}",
        f"cd {home}",
        f"touch {home}/x",
        f"cp -r {home} .",
        f"chmod 777 {home}",
    ):
        assert re.search("ermission denied|not permitted", ben.shell(command)), command
    assert "PermissionError" in ben.run(f"open({chapter!r})")
    # Nor through JupyterHub, nor by what a process of hers was given.
    assert ben.visit("/user/anna/lab").status in (403, 404)
    ben.visit("/user/ben/lab")
    ben.wait_for_lab()
    servers = ben.shell("pgrep --euid anna").split()
    assert servers
    for process in servers:
        assert "denied" in ben.shell(f"cat /proc/{process}/environ /proc/{process}/mem")
        assert "not permitted" in ben.shell(f"kill {process}")


def test_a_kernel_has_no_port_that_others_could_listen_to(at_work):
    code = "import json, ipykernel\nfile = ipykernel.get_connection_file()\n"
    code += "print(json.load(open(file))['transport'], file)"
    transport, file = at_work.anna.run(code).split()
    assert transport == "ipc"
    assert "denied" in at_work.ben.shell(f"cat {file}")


def test_a_student_cannot_become_the_hub(hub, at_work):
    ben, state = at_work.ben, hub.hidden / "hub"
    assert "PermissionError" in ben.run("import os; os.setuid(0)")
    assert "denied" in ben.shell(f"cat {state}/hub.sqlite {state}/cookie_secret")
    assert "denied" in ben.shell(f"ls {state}")
    assert "denied" in ben.shell("cat /etc/shadow")
    assert "denied" in ben.shell(f"touch '{ROOT}/book/course/hub/x'")
    assert ben.visit("/hub/authorize").status == 403
    assert ben.visit("/hub/admin").status == 403
    ben.visit("/user/ben/lab")
    ben.wait_for_lab()


def test_too_large_an_array_is_a_memory_error_and_a_notebook_goes_on(at_work):
    code = "import numpy as np\ntry:\n    np.ones(3 * 2**27)\nexcept MemoryError:\n"
    code += "    print('too large')\nprint(np.ones(2**20).sum())"
    assert at_work.ben.run(code).split("\n") == ["too large", "1048576.0"]
    assert at_work.ben.shell("ulimit -u") == "512"
    assert at_work.ben.shell("umask") == "0077"


def test_the_first_page_is_the_course(people, at_work):
    people.anna.visit("/hub/home")
    people.anna.page.locator("#start").click()
    people.anna.page.wait_for_url("**/lab/tree/rnn-course")
    people.anna.wait_for_lab()


def test_a_restart_of_the_hub_ends_nothing_of_the_students(hub, at_work):
    servers = {server.pid for server in hub.running("-m jupyterhub.singleuser")}
    assert len(servers) == 2
    at_work.anna.run("open('before.txt', 'w').write('the restart')")
    hub.restart()
    assert {each.pid for each in hub.running("-m jupyterhub.singleuser")} == servers
    at_work.anna.visit("/user/anna/lab")  # without a log-in
    at_work.anna.wait_for_lab()
    assert at_work.anna.run("print(open('before.txt').read())") == "the restart"
    at_work.ben.page.context.clear_cookies()
    at_work.ben.visit("/hub/login")
    at_work.ben.log_in("not the password")
    expect(at_work.ben.page.locator(".login_error")).to_contain_text("Invalid")
    at_work.ben.log_in()
    at_work.ben.page.wait_for_url("**/user/ben/lab/tree/rnn-course")


def test_an_assignment_goes_out_and_comes_back(hub, at_work):
    teacher, students = at_work.teacher, (at_work.anna, at_work.ben)
    teacher.visit("/hub/spawn")
    teacher.wait_for_lab()
    folder = "class/source/assignment-1"
    notebook = "assignment-1/assignment-1.ipynb"
    teacher.shell(f"mkdir -p {folder}")
    teacher.run(f"open('class/source/{notebook}', 'w').write({source()!r})")
    nbgrader(teacher, *(f"{step}_assignment assignment-1" for step in RELEASE))
    for student, answer in zip(students, ("2 * x", "3 * x"), strict=True):
        student.shell("nbgrader fetch_assignment assignment-1")
        change = f"s/raise NotImplementedError()/return {answer}/"
        student.shell(f"sed -i '{change}' {notebook}")
        assert "Submitted as: rnnbook" in student.shell("nbgrader submit assignment-1")
    inbound = f"{hub.hidden}/rnnbook-exchange/rnnbook/inbound"
    assert "ermission denied" in at_work.ben.shell(f"ls {inbound}")
    nbgrader(teacher, *(f"{step} assignment-1" for step in GRADING))
    scores = nbgrader(teacher, "export", "export --to /dev/stdout")
    found = re.findall(r"^assignment-1,.*,(anna|ben),.*,([0-9.]+),2.0$", scores, re.M)
    assert dict(found) == {"anna": "2.0", "ben": "0.0"}
    for student, mark in zip(students, ("2.0/2.0", "0.0/2.0"), strict=True):
        student.shell("nbgrader fetch_feedback assignment-1")
        page = student.shell("cat assignment-1/feedback/*/assignment-1.html")
        assert mark in page.replace(" ", "")


RELEASE = ("generate", "release")
GRADING = ("collect", "autograde --create", "generate_feedback", "release_feedback")


def nbgrader(teacher, *steps):
    """Run the steps in the course's folder; what they print."""
    steps = " && ".join(f"nbgrader {step}" for step in steps)
    printed = teacher.shell(f"cd class && {steps} && echo all done")
    assert printed.endswith("all done"), printed
    return printed


def source():
    """A notebook as nbgrader wants it from an instructor, with one question."""
    answer = new_code_cell(
        "def double(x):\n"
        "    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
        metadata={"nbgrader": {**NBGRADER, "grade_id": "double", "solution": True}},
    )
    test = {**NBGRADER, "grade_id": "test", "grade": True, "locked": True, "points": 2}
    test = new_code_cell("assert double(3) == 6", metadata={"nbgrader": test})
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return nbformat.writes(new_notebook(cells=[answer, test], metadata=metadata))
