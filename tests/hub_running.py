"""A real JupyterHub for tests, apart from the machine, and what people do with it."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import TimeoutError
from support import ROOT, wait_until

HERE = Path(__file__).parent
# Whichever dies takes the next along: this process, unshare, all that the hub started.
ALONE = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork"]
ALONE += ["--kill-child", "--mount-proc"]
PASSWORD = "a long way to 2027"
NEEDS = """\
This test runs a JupyterHub with Linux accounts of its own, in mount and process \
namespaces so that the machine keeps none of it. For that it needs Linux and the right \
to make namespaces: run it as root, or as a user whose 'sudo -n' asks for no password; \
in a container, with the capability SYS_ADMIN. It was tried with

    {command}

and that said: {reason}"""


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def empty_folder(*readable):
    """A folder of the system, to be hidden, with nothing in it that the hub reads."""
    for folder in map(Path, ("/mnt", "/media", "/srv", "/opt")):
        if folder.is_dir() and not any(p.is_relative_to(folder) for p in readable):
            return folder
    pytest.fail("/mnt, /media, /srv and /opt are all in use", pytrace=False)


class Hub:
    """The hub: `address`, `homes`, and how to start and stop it."""

    def __init__(self, folder, repositories, teachers):
        self.log_path, self.repositories = folder / "hub.log", repositories
        python, system = Path(sys.executable), Path(sys.base_prefix).resolve()
        readable = [ROOT.resolve(), Path(sys.prefix).resolve(), system]
        self.hidden = empty_folder(*readable, repositories.resolve())
        self.homes = self.hidden / "homes"
        port, self.git_port, hub_port, proxy_port = free_ports(4)
        self.address = f"http://127.0.0.1:{port}"
        self.settings = {
            "RNNBOOK_HUB_TEACHERS": teachers,
            "RNNBOOK_HUB_STATE": str(self.hidden / "hub"),
            "RNNBOOK_HUB_HOMES": str(self.homes),
            "RNNBOOK_HUB_ADDRESS": self.address,
            "HUB_PORT": str(hub_port),
            "PROXY_PORT": str(proxy_port),
            "HUB_REPOSITORY": self.repository("rnn-course"),
            "PYTHONPATH": os.pathsep.join([str(ROOT), *extra_paths()]),
            "PATH": f"{python.parent}:{os.environ['PATH']}:/usr/sbin:/sbin",
            "LANG": "C.UTF-8",
        }
        script = [HERE / "hub_alone.sh", self.hidden, self.git_port, repositories]
        script += [python, HERE / "hub_on_ports.py", *readable]
        self.command = [*become_root(), *self._settings(), *ALONE]
        self.command += ["sh", *map(str, script)]

    def _settings(self):
        """sudo drops the environment, `env` gives it back."""
        return ["env", *(f"{k}={v}" for k, v in self.settings.items())]

    def repository(self, name):
        return f"git://127.0.0.1:{self.git_port}/{name}"

    def __enter__(self):
        log = self.log_path.open("w")
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        log.close()
        try:
            self.until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        # Process 1 of the namespace goes with its parent, and all the others with it.
        for process in self.running("unshare --mount"):
            end(process)
        self.process.wait(30)

    def until_ready(self):
        wait_until(self._answers, 90, f"the hub to answer; its log: {self.log_path}")

    def _answers(self):
        if self.process.poll() is not None:
            pytest.fail(f"the hub has ended:\n{self.log()}", pytrace=False)
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(f"{self.address}/hub/login", timeout=2)

    def log(self):
        return self.log_path.read_text(errors="replace")[-4000:]

    def _processes(self):
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]

    def running(self, words):
        """The processes of the hub that have these words in their command line."""
        found = []
        for process in self._processes():
            with contextlib.suppress(psutil.Error):
                if words in " ".join(process.cmdline()):
                    found.append(process)
        return found

    def restart(self):
        """End the hub, not the servers of its users; it is started again at once."""
        (hub,) = self.running("-m jupyterhub -f")
        end(hub, "TERM")
        wait_until(lambda: hub not in self._processes(), 60, "the hub to end")
        wait_until(lambda: self.running("-m jupyterhub -f"), 60, "the next hub")
        self.until_ready()


def extra_paths():
    return filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))


def become_root():
    return [] if os.geteuid() == 0 else ["sudo", "-n"]


def end(process, signal="KILL"):
    command = [*become_root(), "kill", f"-{signal}", str(process.pid)]
    subprocess.run(command, check=False, timeout=30)


def why_not():
    """Why no hub can be run apart from this machine; empty if one can."""
    for program in ("setpriv", "unshare", "useradd", "git"):
        if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin"):
            return f"there is no program '{program}'"
    command = [*become_root(), *ALONE, "true"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except OSError as error:
        return NEEDS.format(command=" ".join(command), reason=error)
    if done.returncode:
        return NEEDS.format(command=" ".join(command), reason=done.stderr.strip())
    return ""


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, page, hub, name):
        self.page, self.hub, self.name = page, hub, name
        page.set_default_timeout(60_000)

    def visit(self, path):
        return self.page.goto(self.hub.address + path, timeout=120_000)

    def sign_up(self, password=PASSWORD):
        """What the hub answers."""
        self.visit("/hub/signup")
        self.page.locator("#username_input").fill(self.name)
        for field in self.page.locator("input[type=password]").all():
            field.fill(password)
        self.page.locator("#signup_submit").click()
        return self.page.locator(".alert").first.inner_text()

    def log_in(self, password=PASSWORD):
        """On the page that asks for it."""
        self.page.locator("#username_input").fill(self.name)
        self.page.locator("#password_input").fill(password)
        self.page.locator("#login_submit").click(timeout=120_000)

    def wait_for_lab(self):
        ready = "() => window.jupyterapp?.serviceManager?.isReady"
        try:
            self.page.wait_for_function(ready, timeout=300_000)  # if all else is busy
        except TimeoutError:
            seen = self.page.locator("body").inner_text()
            pytest.fail(f"{self.page.url} shows:\n{seen}\n{self.hub.log()}")

    def run(self, code):
        """What `code` prints in a kernel of this person, errors included."""
        return self.page.evaluate(RUN, code)

    def shell(self, command):
        """What a command prints, as in a terminal of this person's server."""
        run = "import subprocess\ndone = subprocess.run(['bash', '-c', {!r}], text=True"
        run += ", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)\n"
        return self.run(run.format(command) + "print(done.stdout)")


# One kernel for each page. JupyterLab drops a kernel that is not yet in a list which it
# had asked for before: another one is then started.
RUN = """async (code) => {
  const kernels = window.jupyterapp.serviceManager.kernels;
  for (let n = 0; n < 9 && (window.hubTest?.isDisposed ?? true); n++) {
    window.hubTest = await kernels.startNew({ name: "python3" });
    await kernels.refreshRunning();
  }
  const kernel = window.hubTest, printed = [];
  const future = kernel.requestExecute({ code });
  future.onIOPub = ({ header, content: said }) => {
    if (header.msg_type === "stream") printed.push(said.text);
    if (header.msg_type === "error") printed.push(`${said.ename}: ${said.evalue}`);
  };
  await future.done;
  return printed.join("").trim();
}"""
