# shellcheck shell=bash
# What `build` and `lib/pipeline` share: the keys, and how a finished folder gets its name.

umask 022
export LC_ALL=C TZ=UTC

# shellcheck source=guest/template.conf
source "$guest/template.conf"
export SOURCE_DATE_EPOCH=$template_epoch

say() { printf '%s\n' "$*" >&2; }

die() {
    printf 'guest/build: %s\n' "$*" >&2
    exit 1
}

# The key of a set of inputs: file names, contents and executable bits, then words. Owners, times and other
# permissions say how a checkout was made, not what is in it.
#   key_of FILE_OR_FOLDER... -- WORD...
key_of() {
    local files=()
    while [[ $# -gt 0 && $1 != -- ]]; do
        files+=("$1")
        shift
    done
    shift
    {
        (cd "$guest" && find "${files[@]}" -type f -print0 | sort -z | xargs -0 sha256sum)
        (cd "$guest" && find "${files[@]}" \( -type f -perm /100 -printf 'x %p\n' \) -o -type l -printf 'l %p %l\n' | sort)
        printf '%s\n' "$@"
    } | sha256sum | cut -c 1-16
}

# The versions of the host's tools that decide which bytes come out.
tool_versions() { dpkg-query -W -f '${Package} ${Version}\n' "$@"; }

# Keys of the stages. A later stage has the identity of the earlier one among its inputs, so new contents travel on.
kernel_key() { key_of template.conf lib/common.sh lib/kernel.sh -- "$(tool_versions kmod lz4)"; }

root_key() {
    key_of template.conf packages root lib/common.sh lib/root.sh -- \
        "$(tool_versions mmdebstrap erofs-utils cryptsetup-bin)" "$(<"$stages/kernel-$kernel_key/id")"
}

# The name of a version of the template; empty as long as a stage is missing.
version_key() {
    local agent=$1
    kernel_key=$(kernel_key)
    [[ -e $stages/kernel-$kernel_key/id ]] || return 0
    root_key=$(root_key)
    [[ -e $stages/root-$root_key/id ]] || return 0
    key_of template.conf modules lib build -- "$(tool_versions cpio kmod)" "$(<"$stages/kernel-$kernel_key/id")" \
        "$(<"$stages/root-$root_key/id")" "$(sha256sum <"$agent")"
}

# Gives a finished folder its name, so that the name never stands for something half-written, not even after a power cut.
publish() {
    local from=$1 to=$2
    sync -f "$from"
    if [[ -e $to ]]; then
        mv -T "$to" "$work/replaced-${to##*/}"
    fi
    mv -T "$from" "$to"
    sync "${to%/*}"
}
