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


def move(x, y, duration):
    """A pointer that comes to a place of the window."""
    return {"type": "pointerMove", "duration": duration, "x": x, "y": y}


class Session:
    """One window of an engine; a subclass says how it opens, evaluates and acts.

    `open(address)`, `evaluate(expression)` (a promise is waited for) and `act(source)`,
    which takes a list of W3C input sources. `limit`: until when calls may take.
    """

    limit = 0.0
    has_fingers = True  # whether "touch" is one, and no mouse by another name

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
        """Where the middle of what a JavaScript expression gives is, once it rests.

        What is not in the bar, which stays in sight, is brought into view.
        """
        self.start()
        return self.evaluate(
            f"(async () => {{ const e = {element}; let [last, frames] = ['', 0];\n"
            "while (frames < 4) {\n"
            "  const view = { block: 'center', behavior: 'instant' };\n"
            "  if (!e.closest('.top')) e.scrollIntoView(view);\n"
            "  await new Promise(requestAnimationFrame);\n"
            "  const { x, y, width, height } = e.getBoundingClientRect();\n"
            "  const now = [Math.round(x + width / 2), Math.round(y + height / 2)];\n"
            "  frames = `${now}` === last ? frames + 1 : 0; last = `${now}`;\n"
            "} return last.split(',').map(Number); })()"
        )

    def point(self, place, *steps, kind="mouse", hold=0):
        """Press at a place, hold it (ms), go on by steps (right, down), and let go."""
        x, y = place
        path = [move(x, y, 0), press("Down"), {"type": "pause", "duration": hold}]
        for right, down in steps:
            x, y = x + right, y + down
            path.append(move(x, y, 40))
        self.pointer(kind, [*path, press("Up")])

    def pointer(self, kind, actions):
        """What a mouse or a finger ("touch") does, as W3C actions."""
        which = {"type": "pointer", "id": kind, "parameters": {"pointerType": kind}}
        self.act([{**which, "actions": actions}])

    def click(self, element, kind="mouse"):
        """A real click in the middle of what a JavaScript expression gives."""
        self.point(self.middle(element), kind=kind)

    def hover(self, element):
        """The pointer comes to rest on the middle of an element."""
        x, y = self.middle(element)
        self.pointer("mouse", [move(x + 30, y + 60, 0), move(x, y, 40)])

    def drag(self, element, *steps, kind="mouse"):
        """A press in the middle of an element that goes on by these steps."""
        self.point(self.middle(element), *steps, kind=kind)

    def press(self, text):
        """Keys, one after another; special ones as W3C WebDriver writes them."""
        self.start()
        both = ("keyDown", "keyUp")
        keys = [{"type": each, "value": key} for key in text for each in both]
        self.act([{"type": "key", "id": "keys", "actions": keys}])
