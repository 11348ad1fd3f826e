"""WebKit (the engine of Safari) driven by Debian's WebKitWebDriver, for the tests.

The driver speaks W3C WebDriver: JSON over HTTP. A page can end WebKit's process, and
the driver may then answer with an error or not at all: every wait has a time limit.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

SECONDS = 50  # for a page, or for a start of the driver


class WebKitError(Exception):
    """The driver refused, or WebKit's process has ended, or the time is over."""


@contextlib.contextmanager
def running(command, **options):
    """A process with all its children, which end with the block."""
    silent = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    options = {"stdout": subprocess.DEVNULL, **silent, **options}
    process = subprocess.Popen(command, start_new_session=True, **options)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(SECONDS)


@contextlib.contextmanager
def display():
    """A screen without a screen: the value of DISPLAY."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1000x24"]
    with running(command, stdout=subprocess.PIPE) as process:
        if not select.select([process.stdout], [], [], SECONDS)[0]:
            raise WebKitError(f"Xvfb has not started after {SECONDS} s")
        yield f":{process.stdout.readline().decode().strip()}"


class Session:
    """One window of WebKit, `width` pixels wide or as narrow as it gets."""

    def __init__(self, port, width):
        self.limit = time.monotonic() + SECONDS
        self.address = f"http://127.0.0.1:{port}/session"
        self.address += "/" + self.call("", capabilities={})["sessionId"]
        self.call("/window/rect", x=0, y=0, width=width, height=900)

    def call(self, path, **values):
        """What the driver answers to a command."""
        body = json.dumps(values).encode()
        request = urllib.request.Request(self.address + path, body, method="POST")
        left = max(0.1, self.limit - time.monotonic())
        try:
            with urllib.request.urlopen(request, timeout=left) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise WebKitError(f"WebKit has ended: {error.read().decode()}") from error
        except (OSError, ValueError) as error:
            raise WebKitError(f"no answer from WebKit: {error!r}") from error

    def evaluate(self, script):
        """What a JavaScript expression gives on the open page."""
        return self.call("/execute/sync", script=f"return {script}", args=[])

    def visit(self, address, at_rest):
        """Open a page and wait until the expression `at_rest` is true there."""
        self.limit = time.monotonic() + SECONDS
        self.call("/url", url=address)
        while not self.evaluate(at_rest):
            if time.monotonic() > self.limit:
                raise WebKitError(f"not at rest after {SECONDS} s")
            time.sleep(0.1)


@contextlib.contextmanager
def webkit(screen, width):
    """A Session with a driver of its own."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    driver = [shutil.which("WebKitWebDriver"), f"--port={port}"]
    env = {**os.environ, "DISPLAY": screen, "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1"}
    with running(driver, env=env):
        limit = time.monotonic() + SECONDS
        while time.monotonic() < limit:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            time.sleep(0.05)
        yield Session(port, width)
