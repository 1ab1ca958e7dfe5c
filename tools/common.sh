# shellcheck shell=bash disable=SC2034
# For the other scripts of this folder: where things are, and how to say that something is wrong.

# The root of the repository; every script works from there.
root=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
cd "$root" || exit 1

# Where the programs are, built in release; the tests have a folder of their own.
release=$root/.build-release
programs=$release/release
images=$(realpath -m "${IMAGES:-/var/cache/bulkhead/images}")

say() { printf '%s\n' "$*" >&2; }

die() {
    say "bulkhead: $*"
    exit 1
}

# Runs a command as root: as it is, or through sudo.
as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "must run as root, or with sudo installed: $*"
    fi
}
