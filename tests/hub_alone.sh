#!/bin/sh
# hub_alone.sh FOLDER PORT REPOSITORIES PYTHON CONFIG PATH...
# Run a hub where it cannot touch the machine: process 1 of namespaces of its own, with
# accounts, homes and files that vanish with it. Whoever ends this process ends them all.
# FOLDER: an empty folder to hide; PORT: of a server of the git repositories; PATH: what
# students must be able to read.
set -eu
folder=$1 port=$2 repositories=$3 python=$4 config=$5
shift 5

mount -t tmpfs -o mode=755 none "$folder"
mkdir "$folder/etc" "$folder/work" "$folder/homes" "$folder/open"

# A path below a folder that only its owner may enter is shown to all, and nothing else
# of that folder.
number=0
for path in "$@"; do
    number=$((number + 1))
    mkdir "$folder/open/$number"
    mount --rbind "$path" "$folder/open/$number"
done
for path in "$@"; do
    closed=
    above=$path
    while [ "$above" != / ]; do
        above=$(dirname "$above")
        case $(stat -c %A "$above") in *[xt]) ;; *) closed=$above ;; esac
    done
    if [ -n "$closed" ]; then
        mount -t tmpfs -o mode=755 none "$closed"
    fi
done
number=0
for path in "$@"; do
    number=$((number + 1))
    mkdir -p "$path"
    mount --rbind "$folder/open/$number" "$path"
done

# useradd writes here, and the machine's own list of accounts stays as it is.
mount -t overlay overlay \
    -o "lowerdir=/etc,upperdir=$folder/etc,workdir=$folder/work" /etc

git config --system safe.directory '*'
git daemon --listen=127.0.0.1 --port="$port" --export-all --base-path="$repositories" \
    --reuseaddr &

# A hub that is ended is started again, as by a system's service manager.
cd "$folder"
while :; do
    "$python" -m jupyterhub -f "$config" || true
    sleep 0.2
done
