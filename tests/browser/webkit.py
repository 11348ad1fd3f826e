"""WebKit (the engine of Safari) driven by Debian's WebKitWebDriver, for the tests.

The driver speaks W3C WebDriver: JSON over HTTP. A page can end WebKit's process, and
the driver may then answer with an error or not at all: every wait has a time limit.
"""

import contextlib
import json
import os
import select
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

from engines import SECONDS, EngineEnded, EngineError, Session, running

# What the driver runs: it waits for a promise, and hands errors over as texts.
ASYNC = """const done = arguments[arguments.length - 1];
Promise.resolve().then(() => %s).then(
  (value) => done([value]), (error) => done(`${error}`));"""

# Errors that a page can cause while the engine goes on.
OF_A_PAGE = ("javascript error", "script timeout", "move target out of bounds")


@contextlib.contextmanager
def display(width):
    """A screen without a screen, as wide as its window: the value of DISPLAY.

    The pointer begins in the middle of it. A window that is not there has no focus.
    """
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", f"{width}x1000x24"]
    with running(command, stdout=subprocess.PIPE) as process:
        if not select.select([process.stdout], [], [], SECONDS)[0]:
            raise EngineEnded(f"Xvfb has not started after {SECONDS} s")
        yield f":{process.stdout.readline().decode().strip()}"


class WebKitSession(Session):
    """One window of WebKit, `width` pixels wide or as narrow as it gets."""

    has_fingers = False

    def __init__(self, port, width):
        self.start()
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
            text = error.read().decode()
            lives = any(f'"{code}"' in text for code in OF_A_PAGE)
            raise (EngineError if lives else EngineEnded)(text) from error
        except (OSError, ValueError) as error:
            raise EngineEnded(f"no answer from WebKit: {error!r}") from error

    def open(self, address):
        self.call("/url", url=address)

    def evaluate(self, expression):
        """What a JavaScript expression, or its promise, gives on the open page."""
        value = self.call("/execute/async", script=ASYNC % expression, args=[])
        if isinstance(value, str):
            raise EngineError(value)
        return value[0]

    def act(self, sources):
        self.call("/actions", actions=sources)


@contextlib.contextmanager
def webkit(width):
    """A WebKitSession with a driver and a screen of its own."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    driver = [shutil.which("WebKitWebDriver"), f"--port={port}"]
    with display(width) as screen:
        own = {"DISPLAY": screen, "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1"}
        with running(driver, env={**os.environ, **own}):
            limit = time.monotonic() + SECONDS
            while time.monotonic() < limit:
                with contextlib.suppress(OSError):
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                time.sleep(0.05)
            yield WebKitSession(port, width)
