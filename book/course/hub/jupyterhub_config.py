"""JupyterHub for one course on one Linux machine. The page *Teach with this book* says
how to set it up. In short, in a copy of the repository that everyone may read:

    make hub
    sudo .venv/bin/jupyterhub -f book/course/hub/jupyterhub_config.py

It runs as root, because it starts each student's server as that student. What differs
from machine to machine is read from the environment:

    RNNBOOK_HUB_TEACHERS   names of those who let students in: "teacher,assistant"
    RNNBOOK_HUB_COURSE     the course file: its `hub` says what students see first
    RNNBOOK_HUB_STATE      the hub's own folder; nbgrader's exchange is beside it
                           (/srv/rnnbook-hub, /srv/rnnbook-exchange)
    RNNBOOK_HUB_HOMES      the folder of students' homes   (/home)
    RNNBOOK_HUB_ADDRESS    where browsers find the hub     (http://:8000)
    RNNBOOK_HUB_CERTIFICATE, RNNBOOK_HUB_KEY    files of an HTTPS certificate
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(HERE), str(ROOT / "scripts")]

from account_spawner import AccountSpawner  # noqa: E402
from course_login import CourseAuthenticator  # noqa: E402
from find_proxy import REMEDY, find_proxy  # noqa: E402
from nativeauthenticator.handlers import TEMPLATE_DIR  # noqa: E402

c = get_config()  # noqa: F821  (JupyterHub gives it)
if os.geteuid() != 0:
    sys.exit("This hub starts servers as other users: run it as root, with sudo.")

# --- What is kept ---------------------------------------------------------------------
# Passwords (hashed), the key of the cookies and the proxy's process number. The folder
# is root's alone and outside of the repository, so no secret is ever committed.
state = Path(os.environ.get("RNNBOOK_HUB_STATE", "/srv/rnnbook-hub"))
state.mkdir(mode=0o700, parents=True, exist_ok=True)
c.JupyterHub.db_url = f"sqlite:///{state}/hub.sqlite"
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")

# nbgrader's folder: everyone puts files into it, and removes only their own.
exchange = state.parent / "rnnbook-exchange"
exchange.mkdir(exist_ok=True)
exchange.chmod(0o1777)

# --- The address ----------------------------------------------------------------------
c.JupyterHub.bind_url = os.environ.get("RNNBOOK_HUB_ADDRESS", "http://:8000")
# With a certificate the proxy speaks HTTPS: passwords are then not sent as plain text.
c.JupyterHub.ssl_cert = os.environ.get("RNNBOOK_HUB_CERTIFICATE", "")
c.JupyterHub.ssl_key = os.environ.get("RNNBOOK_HUB_KEY", "")
# The proxy that `make hub` has fetched, with the Node.js of the virtual environment.
c.ConfigurableHTTPProxy.command = find_proxy() or sys.exit(REMEDY)
# A restart of the hub (a new setting, say) leaves students' servers running.
c.JupyterHub.cleanup_servers = False

# --- Who may come in ------------------------------------------------------------------
# Students choose a name and a password at /hub/signup; a teacher lets each of them in
# at /hub/authorize. No list of passwords is ever written, and no account elsewhere (of
# a university, of a code host) is needed.
c.JupyterHub.authenticator_class = CourseAuthenticator
# Links at the top of the hub's pages: "Authorize Users", "Change Password".
c.JupyterHub.template_paths = [TEMPLATE_DIR]
c.Authenticator.admin_users = set(
    filter(None, os.environ.get("RNNBOOK_HUB_TEACHERS", "").replace(" ", "").split(","))
)
# Whoever a teacher has let in may use the hub: there is no second list.
c.Authenticator.allow_all = True
# The names that Linux takes for an account.
c.Authenticator.username_pattern = r"[a-z][a-z0-9_-]{0,30}"
c.NativeAuthenticator.minimum_password_length = 8
# "12345678" and the like are refused.
c.NativeAuthenticator.check_common_password = True
# Guessing: after five wrong passwords a name rests for five minutes.
c.NativeAuthenticator.allowed_failed_logins = 5
c.NativeAuthenticator.seconds_before_next_try = 300

# --- A student's server ---------------------------------------------------------------
# Each runs under an account of its own, or students could read each other's files.
c.JupyterHub.spawner_class = AccountSpawner
c.AccountSpawner.homes = os.environ.get("RNNBOOK_HUB_HOMES", "/home")
# The Python of this repository's virtual environment, and no other of the machine.
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
# What a process may hold; `scripts/bench_notebooks.py` measures what chapters need.
c.Spawner.mem_limit = "2G"
# Enough for a few notebooks and a terminal; an endless chain of processes ends here.
c.AccountSpawner.process_limit = 512
# One thread for each kernel: thirty students share few cores, and small matrices are
# faster so. Settings for nbgrader and for idle servers are in the folder `jupyter`.
c.Spawner.environment = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "JUPYTER_CONFIG_PATH": str(HERE / "jupyter"),
    "RNNBOOK_HUB_EXCHANGE": str(exchange),
}
# A slow disk at the start of a class, with thirty servers starting at once.
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
c.JupyterHub.concurrent_spawn_limit = 10
# Whoever runs the hub may not look into students' servers; their work is handed in.
c.JupyterHub.admin_access = False

# --- The first page: the course's folder ----------------------------------------------
# The server fetches the course, or what is new in it, each time that it starts.
if os.environ.get("RNNBOOK_HUB_COURSE"):
    from course.faults import CourseError
    from course.links import pull_address
    from course.plan import read_course

    try:
        course = read_course(Path(os.environ["RNNBOOK_HUB_COURSE"]))
    except CourseError as error:
        sys.exit(str(error))
    # nbgrader keeps editions apart by it.
    c.Spawner.environment["RNNBOOK_HUB_COURSE_ID"] = f"{course.name}-{course.edition}"
    if course.hub:
        c.Spawner.default_url = "/" + pull_address(course.hub)
