"""No test waits for ever, and none depends on how the run was started."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
STARTS = {"run", "call", "check_call", "check_output"}


def endless(tree):
    """Lines of a syntax tree at which a process is awaited without a time limit."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        of, name = node.func.value, node.func.attr
        limited = any(keyword.arg == "timeout" for keyword in node.keywords)
        if name in STARTS and isinstance(of, ast.Name) and of.id == "subprocess":
            yield from () if limited else [node.lineno]
        if name == "wait" and not (limited or node.args):
            yield node.lineno
        if name == "communicate" and not limited:
            yield node.lineno


def test_every_process_that_a_test_waits_for_has_a_time_limit():
    found = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in sorted(TESTS.rglob("*.py"))
        for line in endless(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not found


@pytest.mark.parametrize(
    "endless_code, code",
    [
        ("subprocess.run(c)", "subprocess.run(c, timeout=3)"),
        ("child.communicate(b'')", "child.communicate(b'', timeout=3)"),
        ("child.wait()", "child.wait(3)"),
    ],
)
def test_a_wait_without_a_limit_is_found(endless_code, code):
    assert list(endless(ast.parse(endless_code))) == [1]
    assert not list(endless(ast.parse(code)))


def run_toy(folder, source, *options):
    """pytest with this project's options, on one file of tests. Returns: its output."""
    (folder / "test_toy.py").write_text(source, encoding="utf-8")
    (folder / "conftest.py").write_text(
        "from pieces import InPieces\n"
        "def pytest_xdist_make_scheduler(config, log):\n"
        "    return InPieces(config, log)\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "pytest_timeout"]
    command += ["-n2", "--max-worker-restart=2"]
    command += ["-p", "no:cacheprovider", "-c", os.devnull, f"--rootdir={folder}"]
    command += options
    # Not a worker of the run that this is a part of; and no other plugin, for speed.
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    env |= {"PYTHONPATH": str(TESTS), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    run = subprocess.run(
        [*command, folder],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert run.returncode == 1, run.stdout + run.stderr
    return run.stdout


DEADLY = """
import os, pytest
@pytest.mark.parametrize("k", range(6))
def test_one(k):
    if k == 2:
        os.kill(os.getpid(), 9)
"""


def test_a_crashed_worker_is_a_failure_and_the_rest_is_run(tmp_path):
    said = run_toy(tmp_path, DEADLY)
    assert re.search(r"1 failed, 5 passed", said), said
    assert "crashed while running" in said and "test_one[2]" in said


def test_a_run_whose_workers_all_crash_ends_with_a_verdict(tmp_path):
    said = run_toy(tmp_path, DEADLY.replace("k == 2", "True"))
    assert "crashed while running" in said and "failed" in said, said


def test_a_test_that_waits_for_ever_is_a_failure(tmp_path):
    source = "import threading\ndef test_one():\n    threading.Event().wait()\n"
    said = run_toy(tmp_path, source, "--timeout=2")
    assert "Timeout" in said and "1 failed" in said, said
