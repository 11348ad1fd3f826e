"""A student's server, run under a Linux account of the student's own."""

import asyncio
import grp
import os
import pwd
import resource
import subprocess

from jupyterhub.spawner import LocalProcessSpawner
from traitlets import Integer, Unicode

GROUP = "rnnbook"  # of the accounts made here, and of no others
TAKEN = (
    "This machine has an account “{name}” that is not a student's, so the hub runs no "
    "server as “{name}”. Sign up with another name. (Whoever runs the machine can let "
    f"this account in: 'usermod --append --groups {GROUP} {{name}}'.)"
)


class AccountSpawner(LocalProcessSpawner):
    """LocalProcessSpawner that makes the account at the first start, and sets limits.

    The system then keeps students apart: each home is readable by its owner only. An
    account has the student's name, since nbgrader knows students by it, no password,
    and is in a group of its own. No server is ever started as an account outside that
    group: who signs up as "root" or by the name of a colleague gets nothing.
    """

    homes = Unicode("/home", config=True, help="The folder of students' homes.")
    process_limit = Integer(
        0, config=True, help="Processes and threads of a student at once; 0: no limit."
    )

    async def start(self):
        await asyncio.to_thread(ensure_account, self.user.name, self.homes)
        return await super().start()

    def make_preexec_fn(self, name):
        become = super().make_preexec_fn(name)
        memory, processes = self.mem_limit, self.process_limit

        def limit_and_become():
            os.umask(0o077)
            # What a process may write to: a larger array is a MemoryError in that one
            # notebook, and nothing else of the machine feels it.
            if memory:
                resource.setrlimit(resource.RLIMIT_DATA, (int(memory), int(memory)))
            if processes:
                resource.setrlimit(resource.RLIMIT_NPROC, (processes, processes))
            become()

        return limit_and_become


def account(name):
    """Its entry in the system's list, or None."""
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def students():
    """The names in the group; None if there is no such group yet."""
    try:
        return grp.getgrnam(GROUP).gr_mem
    except KeyError:
        return None


def why_refused(name):
    """Why no server may run as `name`; empty if it is a student's name, or nobody's."""
    if account(name) and name not in (students() or []):
        return TAKEN.format(name=name)
    return ""


def ensure_account(name, homes):
    """Make the account `name` if there is none; refuse one that is not a student's."""
    if reason := why_refused(name):
        error = PermissionError(reason)
        error.jupyterhub_message = reason  # JupyterHub shows it to the student
        raise error
    if students() is None:
        _run("groupadd", "--system", GROUP)
    if not account(name):
        options = ["--create-home", "--base-dir", homes, "--user-group"]
        _run("useradd", *options, "--groups", GROUP, "--shell", "/bin/bash", name)
    os.chmod(account(name).pw_dir, 0o700)


def _run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
