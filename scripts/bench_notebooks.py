"""Measure what each notebook asks of a hub: memory, and processor time.

    python scripts/bench_notebooks.py [--store] [notebook ...]

Each notebook runs whole in a kernel of its own; without names, all of them. So does a
JupyterLab with one page open. --store writes the numbers to
book/course/hub/measured.json, from which scripts/hub_size.py counts; with names, those
rows are written again, which should be done on the same machine. Linux only.

memory: the most that the process held (VmHWM). data: the most that it could write to
(VmData), which is what the hub's limit counts. ready: processor seconds of the kernel
until the imports are done. cpu: processor seconds of the kernel for the whole notebook.
All but the memory depend on the machine, which is named; on a busy machine they grow.
"""

import argparse
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

# As on the hub: one thread for each kernel.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")

import nbformat  # noqa: E402
import psutil  # noqa: E402
from execute_notebooks import NOTEBOOKS  # noqa: E402
from nbclient import NotebookClient  # noqa: E402

STORED = NOTEBOOKS.parent / "book/course/hub/measured.json"
MB = 1000  # of the kB in which Linux counts, each of 1024 bytes; rounded up a little


class Watch:
    """Follows one process: `memory` and `data` in MB, `cpu` in seconds so far."""

    def __init__(self, pid):
        self.process, self.data, self.ended = psutil.Process(pid), 0, threading.Event()
        self.thread = threading.Thread(target=self._follow, daemon=True)
        self.thread.start()

    def _read(self, key):
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        (line,) = [line for line in lines if line.startswith(key + ":")]
        return round(int(line.split()[1]) / MB)

    def _follow(self):
        while not self.ended.wait(0.02):
            self.data = max(self.data, self._read("VmData"))

    @property
    def cpu(self):
        times = self.process.cpu_times()
        return times.user + times.system

    def end(self):
        """The numbers, before the process ends."""
        self.ended.set()
        self.thread.join()
        found = {"memory": self._read("VmHWM"), "data": self.data}
        return {**found, "cpu": round(self.cpu, 1)}


def measure(path):
    """Run the notebook at `path`; what its kernel needed."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    ready = None
    with client.setup_kernel():
        watch = Watch(client.km.provisioner.pid)
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
            if ready is None and cell.cell_type == "code" and "import " in cell.source:
                ready = round(watch.cpu, 1)
        return {**watch.end(), "ready": ready}


def measure_server():
    """Start JupyterLab, open its page; what the server needed until then."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        command += [f"--ServerApp.port={port}", "--IdentityProvider.token="]
        server = subprocess.Popen(
            [*command, f"--ServerApp.root_dir={folder}"],
            env={**os.environ, "JUPYTER_CONFIG_DIR": folder, "HOME": folder},
            stderr=subprocess.DEVNULL,
        )
        try:
            watch = Watch(server.pid)
            for page in ("lab", "api/contents", "api/kernelspecs"):
                wait_for(f"http://127.0.0.1:{port}/{page}", server)
            found = watch.end()
            return {**found, "ready": found["cpu"]}
        finally:
            server.terminate()
            server.wait(30)


def wait_for(address, server, seconds=60):
    """Fetch the page; the server is asked again until it answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            return urllib.request.urlopen(address, timeout=seconds).read()
        except OSError:
            if server.poll() is not None or time.monotonic() > end:
                sys.exit("JupyterLab did not start: try 'python -m jupyterlab'.")
            time.sleep(0.2)


def machine():
    """What was measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = [line.split(": ", 1)[1] for line in lines if line.startswith("model name")]
    return {
        "processor": model[0] if model else platform.machine(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def main():
    parser = argparse.ArgumentParser(description="measure what notebooks need of a hub")
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--store", action="store_true", help=f"write {STORED.name}")
    chosen = parser.parse_args()
    paths = [path.resolve() for path in chosen.notebooks]
    if not paths:
        paths = [p for p in sorted(NOTEBOOKS.rglob("*.ipynb")) if p.parts[-2][0] != "."]
    columns = ("memory", "data", "ready", "cpu")
    print(f"{'':32}" + "".join(f"{name:>9}" for name in columns))
    print(f"{'':32}{'MB':>9}{'MB':>9}{'s':>9}{'s':>9}")
    rows = {}
    for path in (None, *paths):
        name = str(path.relative_to(NOTEBOOKS).with_suffix("")) if path else "server"
        rows[name] = measure(path) if path else measure_server()
        numbers = "".join(f"{rows[name][key] or 0:9}" for key in columns)
        print(f"{name:32}{numbers}", flush=True)
    if chosen.store:
        if chosen.notebooks and STORED.exists():
            rows = json.loads(STORED.read_text(encoding="utf-8"))["rows"] | rows
        rows = dict(sorted(rows.items()))
        text = json.dumps({"machine": machine(), "rows": rows}, indent=1)
        STORED.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
