"""WebKit (the engine of Safari) driven by Debian's WebKitWebDriver, for the tests.

The driver speaks W3C WebDriver: JSON over HTTP. Every call has a time limit, and the
driver is started anew for each page, as a page can take the whole process with it.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

import find_browser

SECONDS = 60  # for one call: a slow machine needs ten for a chapter


class WebKitError(Exception):
    """The driver refused, or WebKit's process has ended, or the time is over."""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def running(command, **options):
    """A process with all its children, which end with the block."""
    quiet = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, start_new_session=True, **quiet, **options)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextlib.contextmanager
def display():
    """A screen without a screen: the value of DISPLAY."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24"]
    with os.fdopen(read) as answer, running(command, pass_fds=[write]):
        os.close(write)
        yield f":{answer.readline().strip()}"


class Session:
    """One window of WebKit."""

    def __init__(self, port):
        self.address = f"http://127.0.0.1:{port}/session"
        options = {"binary": find_browser.find_webkit(), "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        self.address += "/" + self.call("", capabilities=wanted)["sessionId"]

    def call(self, path, **values):
        body = json.dumps(values).encode()
        request = urllib.request.Request(self.address + path, body, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise WebKitError(error.read().decode()) from error
        except (OSError, ValueError) as error:
            raise WebKitError(repr(error)) from error

    def evaluate(self, script):
        """What a JavaScript expression gives on the open page."""
        return self.call("/execute/sync", script=f"return {script}", args=[])

    def visit(self, address, at_rest):
        """Open a page and wait until the expression `at_rest` is true there."""
        self.call("/url", url=address)
        limit = time.monotonic() + SECONDS
        while not self.evaluate(at_rest):
            if time.monotonic() > limit:
                raise WebKitError(f"not at rest after {SECONDS} s")
            time.sleep(0.1)


@contextlib.contextmanager
def webkit(screen, width):
    """A Session `width` pixels wide, or as narrow as WebKit's window gets."""
    port = free_port()
    driver = [shutil.which("WebKitWebDriver"), f"--port={port}"]
    env = {**os.environ, "DISPLAY": screen, "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1"}
    with running(driver, env=env, stdout=subprocess.DEVNULL):
        limit = time.monotonic() + SECONDS
        while time.monotonic() < limit:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            time.sleep(0.05)
        session = Session(port)
        session.call("/window/rect", x=0, y=0, width=width, height=800)
        yield session

