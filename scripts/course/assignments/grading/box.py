"""The box in which a submission runs: a process of its own with little in reach.

Three levels, the best that the machine allows (`best_level`):

- "sealed": bubblewrap (`bwrap`). No network; of the files only the system's, Python's
  and the box itself, all read-only; a home that is empty and goes away.
- "offline": `unshare`. No network; the folder of the course and the installed answers
  are covered, and nothing can take the cover off; other files can be read as far as the
  grader may read them.
- "open": neither. Limits of time, memory and output, and nothing else.

At every level the package has no answers in it, and the judge is another process.
"""

import atexit
import contextlib
import inspect
import io
import json
import os
import pickle
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

HERE = Path(__file__).resolve().parent
LEVELS = ("sealed", "offline", "open")
KEPT = ("_answers", "_compare", "_messages", "_overflow", "_remedies", "_run")
MOST_BYTES = 60_000_000  # that come out of the box for one notebook
MOST_STARTS = 4  # of the box for one notebook, when cells end the process
DROP = ("setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all")


@dataclass
class Limits:
    """Seconds of the processor for a cell, of the clock for a notebook; bytes of
    memory; processes."""

    cell: float = 60.0
    notebook: float = 600.0
    memory: int = 4_000_000_000
    processes: int = 64


@dataclass
class Run:
    """What came out of the box, by the position of the step.

    outputs: of cells; found: of answers; deaths: steps that ended the process, and how;
    note: why steps at the end did not run, "" if all did; here: the step that runs now.
    """

    outputs: dict = field(default_factory=dict)
    found: dict = field(default_factory=dict)
    deaths: dict = field(default_factory=dict)
    note: str = ""
    here: int | None = None


@cache
def box_folder():
    """The files of the box: the package without its answers, and what runs there."""
    import rnnbook

    folder = Path(tempfile.mkdtemp(prefix="rnnbook-box-"))
    atexit.register(shutil.rmtree, folder, True)
    package = Path(rnnbook.__file__).parent
    ignored = shutil.ignore_patterns("__pycache__", "ch[0-9][0-9]", "pages", "form.py")
    shutil.copytree(package, folder / "rnnbook", ignore=ignored)
    exercises = folder / "rnnbook" / "exercises"
    for file in exercises.glob("*.py"):
        if file.stem not in KEPT:
            file.unlink()
    shutil.copy(HERE / "stub.py", exercises / "__init__.py")
    (exercises / "pages").mkdir()
    shutil.copy(HERE / "stub_pages.py", exercises / "pages" / "__init__.py")
    for name in ("inside.py", "values.py"):
        shutil.copy(HERE / name, folder / name)
    compiled = [sys.executable, "-m", "compileall", "-q", str(folder)]
    subprocess.run(compiled, check=False, capture_output=True)
    return folder


def answers_folder():
    """Where the installed package has its answers."""
    import rnnbook

    return Path(rnnbook.__file__).parent / "exercises"


@cache
def best_level():
    """The best level at which a process really starts on this machine."""
    for level in LEVELS[:2]:
        command = wrapped(level, [sys.executable, "-c", "import numpy"], None, ())
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            if not subprocess.run(command, capture_output=True, timeout=60).returncode:
                return level
    return "open"


def wrapped(level, command, job, hidden):
    """`command` as it is started at a level. job: its folder; hidden: folders that it
    may not see at the level "offline" (at "sealed" they are not there at all)."""
    if level == "sealed":
        return [*bubblewrap(job), *command]
    if level == "offline":
        covers = [str(path.resolve()) for path in (*hidden, answers_folder())]
        cover = 'while [ "$1" != -- ]; do mount -t tmpfs none "$1" || exit 90; shift'
        covered = ["sh", "-c", f'{cover}; done; shift; exec "$@"', "sh", *covers, "--"]
        spaces = ["--map-root-user", "--net", "--mount", "--ipc", "--pid", "--fork"]
        started = ["unshare", *spaces, "--kill-child", "--mount-proc"]
        return [*started, *covered, *DROP, *command]
    return list(command)


def bubblewrap(job):
    """bwrap with what Python and the package need in it, read-only."""
    made = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session"]
    made += ["--cap-drop", "ALL", "--hostname", "box"]
    made += ["--proc", "/proc", "--dev", "/dev"]
    made += ["--tmpfs", "/tmp", "--dir", "/student"]
    made += ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64"):
        path = Path("/", name)
        if path.is_symlink():
            made += ["--symlink", os.readlink(path), str(path)]
        elif path.exists():
            made += ["--ro-bind", str(path), str(path)]
    for path in ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime"):
        made += ["--ro-bind-try", path, path]
    for path in python_folders():
        made += ["--ro-bind", os.path.realpath(path), path]
    answers = str(answers_folder())
    if any(answers.startswith(f"{path}/") for path in (*python_folders(), "/usr")):
        made += ["--tmpfs", answers]
    for folder in (box_folder(), job):
        if folder:
            made += ["--ro-bind", str(folder), str(folder)]
    return [*made, "--chdir", "/student"]


def python_folders():
    """Where Python and its packages are, apart from the system's own folders."""
    import IPython
    import numpy

    packages = [Path(each.__file__).parents[1] for each in (numpy, IPython)]
    found = [sys.prefix, sys.base_prefix, *map(str, packages)]
    real = Path(sys.executable).resolve().parents[1]
    paths = dict.fromkeys(os.path.abspath(path) for path in (*found, str(real)))
    return [p for p in paths if not p.startswith("/usr/") and p not in ("/", "/usr")]


def environment(level, home):
    """What a submission's process finds in its environment, and nothing of ours."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": home,
        "IPYTHONDIR": f"{home}/.ipython",
        "MPLCONFIGDIR": f"{home}/.matplotlib",
        "PYTHONPATH": str(box_folder()),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }


def run(steps, given, limits=None, level=None, hidden=()):
    """Run the steps of a notebook in the box.

    steps: {"source": ...} for a cell, or what `inside.evaluate` takes for answers.
    given: inputs by exercise. hidden: folders out of reach. Returns: Run.
    """
    limits, level = limits or Limits(), level or best_level()
    total, deadline = Run(), time.monotonic() + limits.notebook
    for _ in range(MOST_STARTS):
        with tempfile.TemporaryDirectory(prefix="rnnbook-job-") as folder:
            place = Path(folder)
            died = once(steps, given, limits, level, hidden, place, total, deadline)
        if died is None:
            return total
        step, how = died
        if step is None or time.monotonic() >= deadline:
            total.note = total.note or how
            return total
        total.deaths[step] = how
    total.note = "Cells ended the program again and again: what is below did not run."
    return total


def once(steps, given, limits, level, hidden, folder, total, deadline):
    """One start of the box. Returns: None if all steps ran, or (step or None, how)."""
    job = {
        "steps": steps,
        "given": given,
        "skip": sorted(total.deaths),
        "pictures": any("plt" in step.get("source", "") for step in steps),
        "cell_seconds": limits.cell,
        "cpu_seconds": int(limits.notebook) + 5,
        "memory": limits.memory,
        "processes": limits.processes if level != "open" else 0,
    }
    home = folder / "home"
    home.mkdir()
    path = folder / "job"
    path.write_bytes(pickled(job))
    inner = [sys.executable, "-s", str(box_folder() / "inside.py"), str(path)]
    command = wrapped(level, inner, folder, hidden)
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(level, "/student" if level == "sealed" else str(home)),
        cwd="/" if level == "sealed" else home,
        start_new_session=True,
    )
    try:
        return follow(process, limits, total, deadline)
    finally:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.wait()


def follow(process, limits, total, deadline):
    """Read what a box sends, until its end, its death or a limit."""
    total.here, size, rest = None, 0, b""
    patience = 4 * limits.cell + 20
    while True:
        left = deadline - time.monotonic()
        wait = max(0, min(patience, left))
        if left <= 0 or not select.select([process.stdout], [], [], wait)[0]:
            if left > patience:
                return total.here, "it did not end, and nothing inside could stop it"
            return None, f"The notebook ran longer than {limits.notebook:g} seconds."
        piece = os.read(process.stdout.fileno(), 1 << 16)
        size += len(piece)
        if not piece:
            return total.here, death(process, total.here)
        if size > MOST_BYTES:
            return None, "What came out of this notebook is too much to keep."
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            if take(line, total) == "end":
                return None


def take(line, total):
    """Note one line from a box. What is not of the expected form is passed over."""
    try:
        said = json.loads(line)
        total.here = said.get("start", total.here)
        if "outputs" in said:
            total.outputs[int(said["done"])] = list(said["outputs"])
        elif "found" in said:
            total.found[int(said["done"])] = dict(said["found"])
        return "end" if said.get("end") else ""
    except (ValueError, TypeError, AttributeError, KeyError):
        return ""


def death(process, here):
    """How a process ended, in words."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)
    code = process.returncode
    if here is None:
        return f"The box did not start (exit status {code})."
    if code in (97, -signal.SIGXCPU, 128 + signal.SIGXCPU):
        return "it did not stop at its time limit"
    return "it ended the program"


class InputPickler(pickle.Pickler):
    """Also takes a table that cannot be changed, as one that can, and a function that
    another one has made of its own arguments.

    It is made again from the arguments that it holds; the others have their defaults.
    """

    def reducer_override(self, value):
        if isinstance(value, MappingProxyType):
            return dict, (dict(value),)
        outer, inside, _ = getattr(value, "__qualname__", "").partition(".<locals>.")
        if not inside or not hasattr(value, "__closure__"):
            return NotImplemented
        maker = getattr(sys.modules[value.__module__], outer)
        held = [cell.cell_contents for cell in value.__closure__ or ()]
        names = dict(zip(value.__code__.co_freevars, held, strict=True))
        wanted = inspect.signature(maker).parameters.values()
        return maker, tuple(names.get(each.name, each.default) for each in wanted)


def pickled(job):
    file = io.BytesIO()
    InputPickler(file).dump(job)
    return file.getvalue()
