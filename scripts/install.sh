#!/bin/sh
# install.sh EXTRA: make .venv if there is none, and install rnnbook[EXTRA] into it,
# editable, every version as pinned in requirements.txt.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if command -v "$name" >/dev/null 2>&1 && new_enough "$name"; then
            printf '%s\n' "$name"
            return
        fi
    done
    say "Python 3.11 or newer is needed: install it, or name it as in" \
        "'make book PYTHON=/path/to/python3.12'."
    exit 1
}

# Debian keeps venv in a package of its own.
add_venv() {
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ]; then become=env; else become="sudo -n"; fi
    if command -v apt-get >/dev/null 2>&1 && command -v "${become%% *}" >/dev/null 2>&1
    then
        say "Installing Debian's package python$version-venv ..."
        $become apt-get -qq update >/dev/null 2>&1 || true
        if $become env DEBIAN_FRONTEND=noninteractive \
            apt-get -qq install -y "python$version-venv" >/dev/null 2>&1; then
            return
        fi
    fi
    say "$1 has no venv module: install it (on Debian and Ubuntu:" \
        "'sudo apt-get install python$version-venv') and run make again."
    exit 1
}

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null || add_venv "$python"
    say "Making .venv with $("$python" --version) ..."
    "$python" -m venv --clear .venv
fi

say "Installing rnnbook[$1] into .venv (a minute or two) ..."
# As an environment variable the pins also hold for the build backend.
PIP_CONSTRAINT=requirements.txt .venv/bin/python -m pip install --quiet --editable ".[$1]" || {
    say "The packages could not be installed: pip's reason is above." \
        "This one step needs a package index, on the network or on this machine."
    exit 1
}
