"""What the drivers of other engines share: processes that end, and waits that do."""

import contextlib
import os
import signal
import subprocess
import time

SECONDS = 50  # for a page, or for a start of a browser


class EngineError(Exception):
    """The browser refused, or its process has ended, or the time is over."""


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


def press(which):
    """The first button of a mouse, or a finger: "Down" or "Up"."""
    return {"type": f"pointer{which}", "button": 0}


class Session:
    """One window of an engine; a subclass says how it opens, evaluates and acts.

    `open(address)`, `evaluate(expression)` (a promise is waited for) and `act(source)`,
    which takes a list of W3C input sources. `limit`: until when calls may take.
    """

    limit = 0.0

    def start(self):
        """A new time limit."""
        self.limit = time.monotonic() + SECONDS

    def visit(self, address, at_rest):
        """Open a page and wait until the expression `at_rest` is true there."""
        self.start()
        self.open(address)
        self.wait(at_rest)

    def wait(self, expression):
        """Wait until an expression is true on the open page; returns its value."""
        self.start()
        while not (value := self.evaluate(expression)):
            if time.monotonic() > self.limit:
                raise EngineError(f"not so after {SECONDS} s: {expression[:200]}")
            time.sleep(0.1)
        return value

    def middle(self, element):
        """Where the middle of what a JavaScript expression gives is, once it rests."""
        self.start()
        return self.evaluate(
            f"(async () => {{ const e = {element}; let [last, frames] = ['', 0];\n"
            "while (frames < 4) {\n"
            "  e.scrollIntoView({ block: 'center', behavior: 'instant' });\n"
            "  await new Promise(requestAnimationFrame);\n"
            "  const { x, y, width, height } = e.getBoundingClientRect();\n"
            "  const now = [Math.round(x + width / 2), Math.round(y + height / 2)];\n"
            "  frames = `${now}` === last ? frames + 1 : 0; last = `${now}`;\n"
            "} return last.split(',').map(Number); })()"
        )

    def point(self, place, *steps, kind="mouse"):
        """Press at a place, go on by these steps (right, down), and let go there."""
        x, y = place
        path = [{"type": "pointerMove", "duration": 0, "x": x, "y": y}, press("Down")]
        for right, down in steps:
            x, y = x + right, y + down
            path.append({"type": "pointerMove", "duration": 40, "x": x, "y": y})
        pointer = {"type": "pointer", "id": kind, "parameters": {"pointerType": kind}}
        self.act([{**pointer, "actions": [*path, press("Up")]}])

    def click(self, element):
        """A real click in the middle of what a JavaScript expression gives."""
        self.point(self.middle(element))

    def drag(self, element, *steps, kind="mouse"):
        """A press in the middle of an element that goes on by these steps."""
        self.point(self.middle(element), *steps, kind=kind)

    def press(self, text):
        """Keys, one after another; special ones as W3C WebDriver writes them."""
        self.start()
        both = ("keyDown", "keyUp")
        keys = [{"type": each, "value": key} for key in text for each in both]
        self.act([{"type": "key", "id": "keys", "actions": keys}])
