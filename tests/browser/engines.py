"""What the drivers of other engines share: processes that end, and waits that do."""

import contextlib
import os
import signal
import subprocess
import time

SECONDS = 50  # for a page, or for a start of a browser


class EngineError(Exception):
    """The browser refused, or the time is over."""


class EngineEnded(EngineError):
    """The browser's process has ended, or answers no more."""


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
        """Wait until an expression is true on the open page; returns its value.

        What it throws counts as not true: a page that comes has no elements yet.
        """
        self.start()
        while True:
            why = ""
            try:
                if value := self.evaluate(expression):
                    return value
            except EngineEnded:
                raise
            except EngineError as error:
                why = f" ({error})"
            if time.monotonic() > self.limit:
                raise EngineError(f"not so after {SECONDS} s: {expression[:300]}{why}")
            time.sleep(0.05)

    def middle(self, element):
        """Where the middle of what a JavaScript expression gives is, once it rests.

        It is brought into view, if it is not in the bar, which stays in sight; and it
        is waited for: it must be what a pointer hits there.
        """
        return self.wait(
            f"(async () => {{ const e = {element}; let [last, frames] = ['', 0];\n"
            "for (let k = 0; k < 200 && frames < 4; k++) {\n"
            "  const view = { block: 'center', behavior: 'instant' };\n"
            "  if (!e.closest('.top')) e.scrollIntoView(view);\n"
            "  await new Promise(requestAnimationFrame);\n"
            "  const [{ x, y, width, height }] = e.getClientRects();\n"
            "  const now = [Math.round(x + width / 2), Math.round(y + height / 2)];\n"
            "  const hit = document.elementFromPoint(...now);\n"
            "  const rests = `${now}` === last && e.contains(hit);\n"
            "  frames = rests ? frames + 1 : 0; last = `${now}`;\n"
            "} return frames === 4 && last.split(',').map(Number); })()"
        )

    def point(self, place, *steps, kind="mouse", hold=0):
        """Press at a place, hold it (ms), go on by steps (right, down), and let go."""
        self.start()
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

    def away(self):
        """The pointer goes where nothing answers it: into the page's left margin.

        Not nearer to the edge: there Firefox has a handle of its own, and never says
        that the page has seen the pointer.
        """
        self.start()
        self.pointer("mouse", [move(12, 400, 40)])

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

    def press(self, text, held=""):
        """Keys, one after another; special ones as W3C WebDriver writes them.

        `held`: a key that is down all the while.
        """
        self.start()
        both = ("keyDown", "keyUp")
        keys = [{"type": each, "value": key} for key in text for each in both]
        if held:
            down, up = ({"type": each, "value": held} for each in both)
            keys = [down, *keys, up]
        self.act([{"type": "key", "id": "keys", "actions": keys}])
