"""A student's server, run under a Linux account of the student's own."""

import asyncio
import grp
import os
import pwd
import resource
import subprocess

from jupyterhub.spawner import LocalProcessSpawner
from traitlets import Integer, Unicode

TAKEN = (
    "This machine has an account “{name}” that is not a student's, so the hub runs no "
    "server as “{name}”. Sign up with another name. (Whoever runs the machine can let "
    "this account in: 'usermod --append --groups {group} {name}'.)"
)


class AccountSpawner(LocalProcessSpawner):
    """LocalProcessSpawner that makes the account at the first start, and sets limits.

    The system then keeps students apart: each home is readable by its owner only. An
    account has the student's name, since nbgrader knows students by it, no password,
    and is in `group`. No server is ever started as an account outside that group: who
    signs up as "root" or by the name of a colleague gets nothing.
    """

    group = Unicode("rnnbook", config=True, help="The group of the accounts made here.")
    homes = Unicode("/home", config=True, help="The folder of their homes.")
    process_limit = Integer(
        0, config=True, help="Processes and threads of a student at once; 0: no limit."
    )

    async def start(self):
        await asyncio.to_thread(ensure_account, self.user.name, self.group, self.homes)
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


def why_refused(name, group):
    """Why no server may run as `name`; empty if it is a student's name, or nobody's."""
    members = [n for g in grp.getgrall() if g.gr_name == group for n in g.gr_mem]
    taken = name in {account.pw_name for account in pwd.getpwall()}
    return TAKEN.format(name=name, group=group) if taken and name not in members else ""


def ensure_account(name, group, homes):
    """Make the account `name` if there is none; refuse one that is not in `group`."""
    if reason := why_refused(name, group):
        error = PermissionError(reason)
        error.jupyterhub_message = reason  # JupyterHub shows it to the student
        raise error
    if group not in {g.gr_name for g in grp.getgrall()}:
        _run("groupadd", "--system", group)
    if name not in {account.pw_name for account in pwd.getpwall()}:
        options = ["--create-home", "--base-dir", homes, "--user-group"]
        _run("useradd", *options, "--groups", group, "--shell", "/bin/bash", name)
    os.chmod(pwd.getpwnam(name).pw_dir, 0o700)


def _run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
