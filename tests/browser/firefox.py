"""Firefox driven by its own WebDriver BiDi, JSON over a WebSocket, for the tests."""

import contextlib
import itertools
import json
import re
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import websocket
from engines import SECONDS, EngineEnded, EngineError, Session, running

# Without a window it thinks that it has no mouse that can hover.
PREFERENCES = """user_pref("ui.primaryPointerCapabilities", 6);
user_pref("ui.allPointerCapabilities", 6);
"""
NAMES = ("firefox-esr", "firefox")
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


def find_firefox():
    """The path of a Firefox, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


class FirefoxSession(Session):
    """One tab of Firefox, its page `width` pixels wide."""

    def __init__(self, address, width):
        self.start()
        self.numbers = itertools.count(1)
        self.socket = websocket.create_connection(
            f"{address}/session", SECONDS, suppress_origin=True
        )
        self.call("session.new", capabilities={})
        # In the tab that is there at the start document.hasFocus() is never true.
        self.context = self.call("browsingContext.create", type="tab")["context"]
        view = {"width": width, "height": 900}
        self.call("browsingContext.setViewport", context=self.context, viewport=view)

    def call(self, method, **params):
        """What Firefox answers to a command; events are passed over."""
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": params}
        try:
            self.socket.send(json.dumps(message))
            while True:
                self.socket.settimeout(max(0.1, self.limit - time.monotonic()))
                answer = json.loads(self.socket.recv())
                if answer.get("id") == number:
                    break
        except (OSError, websocket.WebSocketException) as error:
            raise EngineEnded(f"no answer from Firefox: {error!r}") from error
        if answer["type"] == "error":
            raise EngineError(f"{answer['error']}: {answer['message']}")
        return answer["result"]

    def open(self, address):
        where = {"context": self.context, "url": address, "wait": "interactive"}
        self.call("browsingContext.navigate", **where)

    def evaluate(self, expression):
        """What a JavaScript expression, or its promise, gives on the open page."""
        text = f"(async () => JSON.stringify([await ({expression})]))()"
        target = {"context": self.context}
        found = self.call(
            "script.evaluate", expression=text, target=target, awaitPromise=True
        )
        if found["type"] == "exception":
            raise EngineError(found["exceptionDetails"]["text"])
        return json.loads(found["result"]["value"])[0]

    def act(self, sources):
        self.call("input.performActions", context=self.context, actions=sources)


def _address(process):
    """Where Firefox says that it listens; the text before it is passed over."""
    limit = time.monotonic() + SECONDS
    while select.select([process.stderr], [], [], max(0, limit - time.monotonic()))[0]:
        if not (line := process.stderr.readline()):
            break
        if match := LISTENING.search(line.decode(errors="replace")):
            return match[1]
    raise EngineEnded("Firefox has not said where it listens")


@contextlib.contextmanager
def firefox(width):
    """A FirefoxSession with a profile of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        Path(profile, "user.js").write_text(PREFERENCES, encoding="utf8")
        command = [find_firefox(), "--headless", "--no-remote", "--profile", profile]
        command += ["--remote-debugging-port", "0", "about:blank"]
        with running(command, stderr=subprocess.PIPE) as process:
            yield FirefoxSession(_address(process), width)
