"""Fixtures for the tests that need the built book, a browser or JavaScript."""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import find_browser
import nbval_figures  # noqa: F401  (tells nbval what an SVG is)
import pytest
import serve
import twice
from pieces import InPieces
from slow import slow_down
from support import ROOT, build_once

# As in the Makefile: notebooks print the same digits when pytest is run by hand.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

LOCAL_HOSTS = {"", "127.0.0.1", "localhost"}
# Milliseconds that a test waits for a state of a page. What comes costs nothing of it:
# on a machine that does much else a chapter takes half a minute to load.
PATIENCE = 60_000


def pytest_addoption(parser):
    parser.addoption(
        "--all", action="store_true", help="what `make test-all` runs: see Makefile"
    )
    parser.addoption(
        "--slow-browser",
        action="store_true",
        help="pages draw late, as on a loaded machine: a test that does not wait fails",
    )


def pytest_collection_modifyitems(config, items):
    """Without --all leave out what is marked so; build the book before all else."""
    items.sort(key=lambda item: "test_book_build" not in item.nodeid)
    if not config.getoption("--all"):
        left_out = [item for item in items if item.get_closest_marker("all")]
        items[:] = [item for item in items if not item.get_closest_marker("all")]
        config.hook.pytest_deselected(items=left_out)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A test that is skipped has proved nothing: it counts as failed."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped: {report.longrepr}"
    return report


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """One more than there are cores: half of a browser test is waiting."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return InPieces(config, log)


@pytest.fixture(scope="session", autouse=True)
def engines_agree(request):
    """In `make test-all` the plain loop does again what the generated engine does."""
    everywhere = request.config.getoption("--all")
    with twice.both_engines() if everywhere else contextlib.nullcontext():
        yield


@pytest.fixture
def both_engines():
    """In this test it is so in every run."""
    with twice.both_engines():
        yield


@pytest.fixture(scope="session")
def book(tmp_path_factory, worker_id):
    """The book, built from nothing with every warning an error; one for all workers."""
    folder = tmp_path_factory.getbasetemp()
    return build_once((folder if worker_id == "master" else folder.parent) / "book")


@pytest.fixture(scope="session")
def book_dir(request):
    """The folder of built pages. RNNBOOK_HTML=_build/html saves building them anew."""
    ready = os.environ.get("RNNBOOK_HTML")
    return Path(ready).resolve() if ready else request.getfixturevalue("book").html


@pytest.fixture(scope="session")
def course_site(tmp_path_factory, worker_id):
    """The site of the course of one week (course_sites.py); one for all workers."""
    from course_sites import course_once

    folder = tmp_path_factory.getbasetemp()
    return course_once((folder if worker_id == "master" else folder.parent) / "course")


@pytest.fixture(scope="session")
def serve_folder():
    """serve_folder(path) -> address of a server of that folder on this machine."""
    with contextlib.ExitStack() as stack:

        def start(folder):
            server = stack.enter_context(
                serve.open_server(str(folder), 0, serve.QuietHandler)
            )
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
            return "http://{}:{}".format(*server.server_address[:2])

        yield start


@pytest.fixture(scope="session")
def book_url(book_dir, serve_folder):
    """The address of the built book, served on this machine (no slash at the end)."""
    return serve_folder(book_dir)


@pytest.fixture(scope="session")
def chromium_path():
    """The path of the system's Chromium or Chrome; its absence is a failure."""
    path = find_browser.find_browser()
    if not path:
        pytest.fail(find_browser.REMEDY, pytrace=False)
    return path


@pytest.fixture(scope="session")
def node_path():
    """A Node.js that is always there: the one inside Playwright's package."""
    return find_browser.find_node()


@pytest.fixture(scope="session")
def browser(chromium_path):
    """One headless Chromium for the session (Playwright's synchronous API)."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path, args=list(find_browser.FLAGS)
        )
        yield chromium
        chromium.close()


class Watch:
    """Everything that went wrong in a browser context: `problems`, a list of lines.

    A request to another host is aborted and noted; so are console errors, uncaught
    exceptions and answers of 400 and above from this host.
    """

    def __init__(self, context):
        self.problems = []
        context.route(self._is_foreign, self._abort)
        context.on("page", lambda page: page.on("websocket", self._websocket))
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda e: self.problems.append(f"exception: {e.error}"))

    @staticmethod
    def _is_foreign(url):
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and (parts.hostname not in LOCAL_HOSTS)

    def _abort(self, route):
        self.problems.append(f"request to another host: {route.request.url}")
        route.abort()

    def _websocket(self, socket):
        if urlsplit(socket.url).hostname not in LOCAL_HOSTS:
            self.problems.append(f"request to another host: {socket.url}")

    def _response(self, response):
        if response.status >= 400:
            self.problems.append(f"answer {response.status}: {response.url}")

    def _console(self, message):
        if message.type == "error":
            self.problems.append(f"console: {message.text}")


@pytest.fixture(scope="session")
def watched_pages(browser, request):
    """with watched_pages() as open_page: as the fixture open_page, for a while."""
    slow = request.config.getoption("--slow-browser")

    @contextlib.contextmanager
    def watched():
        opened = []

        def start(**options):
            context = browser.new_context(**options)
            context.set_default_timeout(PATIENCE)
            watch = Watch(context)
            if slow:
                slow_down(context)
            page = context.new_page()
            page.watch = watch
            opened.append((context, watch))
            return page

        yield start
        for context, _ in opened:
            context.close()
        problems = [line for _, watch in opened for line in watch.problems]
        if problems:
            pytest.fail("\n".join(dict.fromkeys(problems)), pytrace=False)

    return watched


@pytest.fixture
def open_page(watched_pages):
    """open_page(**context_options) -> a watched page; a problem fails the test.

    Options are Playwright's: viewport, color_scheme, reduced_motion,
    java_script_enabled ... `page.watch.problems` holds what was seen so far.
    """
    with watched_pages() as start:
        yield start


@pytest.fixture
def page(open_page):
    """A watched page of desktop width: see open_page."""
    return open_page()


@pytest.fixture
def new_venv(tmp_path):
    """new_venv(requirements, *more) -> python of a clean environment with these."""

    def make(requirements, *more):
        env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        folder = tmp_path / "venv"
        command = [sys.executable, "-m", "venv", "--without-pip", folder]
        subprocess.run(command, check=True, timeout=120)
        python = folder / "bin" / "python"
        pip = [sys.executable, "-m", "pip", "--python", python]
        run = subprocess.run(
            [*pip, "install", "--quiet", "-r", requirements, *more],
            cwd=ROOT,
            env={**env, "PIP_CONSTRAINT": "requirements.txt"},
            capture_output=True,
            text=True,
            timeout=400,
        )
        assert run.returncode == 0, run.stderr[-3000:]
        return python

    yield make
    shutil.rmtree(tmp_path / "venv", ignore_errors=True)
