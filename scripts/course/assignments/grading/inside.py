"""What runs in the box: the cells of a submission, and its answers on given inputs.

    python inside.py JOB

JOB is a file that the grader has written. What comes out, a line of JSON for each step,
goes to standard output; nothing that runs here is trusted with more than inputs.
"""

import contextlib
import importlib
import io
import json
import os
import pickle
import resource
import signal
import sys
import warnings
from types import SimpleNamespace

MOST_TEXT = 20_000  # characters that a cell may print
MOST_DATA = 300_000  # characters of one picture or table
MOST_SHOWN = 20  # pictures and tables of a cell


class TimeLimit(BaseException):
    """A cell has run for as long as it may."""


class Bounded(io.StringIO):
    """Standard output that keeps its first characters and drops the rest."""

    cut = False

    def write(self, text):
        room = MOST_TEXT - self.tell()
        if len(text) > room:
            self.cut = True
        if room > 0:
            super().write(text[:room])
        return len(text)

    def text(self):
        return self.getvalue() + ("\n... cut off here\n" if self.cut else "")


class Channel:
    """Where results go. Standard output itself leads nowhere from then on."""

    def __init__(self):
        self.file = os.fdopen(os.dup(1), "w", encoding="ascii")
        nowhere = os.open(os.devnull, os.O_RDWR)
        for k in (0, 1, 2):
            os.dup2(nowhere, k)

    def send(self, **line):
        self.file.write(json.dumps(line) + "\n")
        self.file.flush()


class Clock:
    """Raises TimeLimit in what runs too long, and ends the process if that is caught.

    What counts are seconds of the processor, which other work on the machine does not
    change; who only waits is stopped after four times as many by the clock.
    """

    def __init__(self, seconds):
        self.seconds, self.rung = seconds, 0
        signal.signal(signal.SIGPROF, self.ring)
        signal.signal(signal.SIGALRM, self.ring)

    def ring(self, *_):
        self.rung += 1
        if self.rung > 2:
            os._exit(97)
        raise TimeLimit(f"stopped after {self.seconds:g} seconds")

    @contextlib.contextmanager
    def running(self):
        self.rung = 0
        signal.setitimer(signal.ITIMER_PROF, self.seconds, 0.5)
        signal.setitimer(signal.ITIMER_REAL, 4 * self.seconds, 1)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)


def limit(memory, seconds, processes):
    """What the process may take of the machine."""
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 20_000_000,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 128,
    }
    if processes:
        limits[resource.RLIMIT_NPROC] = processes
    for name, value in limits.items():
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(name, (value, value))


def make_shell():
    """An IPython shell without a kernel: magics and displays work, history is off."""
    from IPython.core.displayhook import CapturingDisplayHook
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell = InteractiveShell.instance(config=config)
    shell.display_pub = CapturingDisplayPublisher()
    shell.ask_exit = lambda: None
    shell.ast_node_interactivity = "last_expr"
    shown = []
    shell.display_trap.hook = CapturingDisplayHook(shell=shell, outputs=shown)
    shell.showtraceback = lambda *_, **__: None
    shell.showsyntaxerror = lambda *_, **__: None
    return shell, shown


def run_cell(shell, shown, source, clock):
    """Run a cell. Returns: its outputs, as a notebook has them."""
    shown.clear()
    shell.display_pub.outputs.clear()
    out, error = Bounded(), Bounded()
    result = None
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            with clock.running():
                result = shell.run_cell(source, store_history=False, silent=False)
        fault = result.error_before_exec or result.error_in_exec
    except BaseException as raised:  # whatever it is, the next cell has its turn
        fault = raised
    outputs = [stream("stdout", out), stream("stderr", error)]
    outputs += [display(each) for each in shell.display_pub.outputs[:MOST_SHOWN]]
    outputs += [display(each) for each in shown[:MOST_SHOWN]]
    if fault is not None:
        outputs.append(failure(fault))
    return [each for each in outputs if each]


def stream(name, writer):
    text = writer.text()
    return text and {"output_type": "stream", "name": name, "text": text}


def display(each):
    data = each["data"] if isinstance(each, dict) else each.data
    kept = {
        str(kind): value
        for kind, value in data.items()
        if isinstance(value, str) and len(value) <= MOST_DATA
    }
    kept = kept or {"text/plain": "(too large to show)"}
    return {"output_type": "display_data", "data": kept, "metadata": {}}


def failure(fault):
    name, said = type(fault).__name__[:80], str(fault)[:1000]
    line = f"{name}: {said}"
    frames, here = [], fault.__traceback__
    while here is not None:
        if "ipython-input" in here.tb_frame.f_code.co_filename:
            frames.append(f"line {here.tb_lineno} of the cell")
        here = here.tb_next
    trace = [*frames[-1:], line]
    return {"output_type": "error", "ename": name, "evalue": said, "traceback": trace}


def evaluate(task, space, modules):
    """The answers of an exercise, on every set of inputs.

    Returns: {"public": ..., "hidden": ...}, each {"values": ...} or {"message": ...}.
    """
    values, called = [], ""
    for text in task["answers"]:
        try:
            values.append(eval(text, space))
        except NameError:
            called = task["renamed"].get(text, "")
            if called not in space:
                return {"missing": text}
            values.append(space[called])
    if not task["code"]:
        encoded = [modules.values.encode(value) for value in values]
        return {"public": {"values": [encoded]}, "called": called}
    exercise = SimpleNamespace(
        number=task["number"], outputs=task["outputs"], code=True, right=None
    )
    found = {"called": called}
    for name, inputs in task["inputs"].items():
        found[name] = answered(exercise, values[0], inputs, modules)
    return found


def answered(exercise, function, inputs, modules):
    """What a function returns for some inputs, or what kept it from returning."""
    result = modules.answers.read(exercise, (function,), inputs)
    if not isinstance(result, list):
        text = [str(line)[:2000] for line in result.text]
        return {"message": {"kind": type(result).__name__, "text": text}}
    values = [
        [modules.values.encode(case[name]) for name in exercise.outputs]
        for case in result
    ]
    over = any(modules.overflow._overflows(function, case) for case in inputs)
    return {"values": values, "overflows": over}


def modules_needed():
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    warnings.simplefilter("ignore")
    return SimpleNamespace(
        values=importlib.import_module("values"),
        exercises=importlib.import_module("rnnbook.exercises"),
        answers=importlib.import_module("rnnbook.exercises._answers"),
        overflow=importlib.import_module("rnnbook.exercises._overflow"),
    )


def originals():
    """What names of the modules that call and compare stand for, before cells run."""
    names = [name for name in sys.modules if name.startswith("rnnbook.exercises.")]
    names += ["numpy", "numpy.linalg", "values", "json", "os", "sys"]
    return [(sys.modules[name], dict(vars(sys.modules[name]))) for name in names]


def main():
    channel = Channel()
    modules = modules_needed()
    modules.originals = originals()
    with open(sys.argv[1], "rb") as file:
        job = pickle.load(file)
    modules.exercises.GIVEN.update(job["given"])
    shell, shown = make_shell()
    if job["pictures"]:
        with contextlib.suppress(Exception):
            shell.run_line_magic("matplotlib", "inline")
    clock = Clock(job["cell_seconds"])
    limit(job["memory"], job["cpu_seconds"], job["processes"])
    channel.send(ready=True)
    later = []
    for k, step in enumerate(job["steps"]):
        if k in job["skip"]:
            continue
        channel.send(start=k)
        if "source" in step:
            outputs = run_cell(shell, shown, step["source"], clock)
            channel.send(done=k, outputs=outputs)
        else:
            found = judged(step, shell, modules, clock)
            channel.send(done=k, found=found)
            if "missing" in found or "NameError" in json.dumps(found)[:4000]:
                later.append((k, step))
    for k, step in later:  # what it needs may have been defined further below
        channel.send(start=k)
        channel.send(done=k, found=judged(step, shell, modules, clock))
    channel.send(end=True)


def judged(step, shell, modules, clock):
    """The answers of a step, whatever they do.

    Names of NumPy and of the check that a cell has overwritten mean again what they
    meant.
    """
    for module, names in modules.originals:
        vars(module).update(names)
    try:
        nowhere = Bounded()
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            with clock.running():
                return evaluate(step, shell.user_ns, modules)
    except TimeLimit:
        return {"stopped": "time"}
    except MemoryError:
        return {"stopped": "memory"}
    except BaseException as error:
        return {"stopped": f"{type(error).__name__}: {str(error)[:300]}"}


if __name__ == "__main__":
    main()
