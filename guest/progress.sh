# shellcheck shell=bash
# Progress of long steps. Source this file, then:
#
#   step "Building the programs" 450 swift build -c release
#
# runs the command (or shell function) with its output in a log file. On a terminal a bar follows the number of lines
# of that log against the number expected; elsewhere there is one line at the start and one at the end. If the command
# fails, step shows the end of the log and where it is, and returns the command's status. Everything goes to stderr.
#
# STEP_LOGS  folder of the logs (default: TMPDIR or /tmp); the log of a step that succeeds is removed
# NO_COLOR   no colours
#
# Do not put step itself behind `if`, `||` or `&&`: bash would then ignore `set -e` inside a function that it runs.

step() {
    local title=$1 expected=$2 log status errexit=+e painter='' start
    shift 2
    log=$(mktemp "${STEP_LOGS:-${TMPDIR:-/tmp}}/step.XXXXXX.log")
    start=${EPOCHREALTIME/./}

    if [[ -t 2 && ${TERM:-dumb} != dumb ]]; then
        _step_paint "$title" "$expected" "$log" "$BASHPID" &
        painter=$!
    else
        printf '%s ...\n' "$title" >&2
    fi

    # The command stays in the foreground, so that an interrupt from the terminal reaches it.
    [[ $- == *e* ]] && errexit=-e
    set +e
    (
        set "$errexit"
        "$@"
    ) </dev/null >"$log" 2>&1
    status=$?
    set "$errexit"

    if [[ -n $painter ]]; then
        kill "$painter" 2>/dev/null || true
        wait "$painter" 2>/dev/null || true
        printf '\r\e[K' >&2
    fi
    local tenths=$(((${EPOCHREALTIME/./} - start) / 100000))
    if ((status == 0)); then
        printf '%s: %d.%d s\n' "$title" $((tenths / 10)) $((tenths % 10)) >&2
        rm -f "$log"
    else
        printf '%s: failed with status %d after %d.%d s. The last lines of %s:\n' \
            "$title" "$status" $((tenths / 10)) $((tenths % 10)) "$log" >&2
        tail -n 30 "$log" | sed 's/^/    /' >&2
    fi
    return "$status"
}

# Draws the bar five times a second until it is killed or the shell that runs the step is gone.
_step_paint() {
    local title=$1 expected=$2 log=$3 parent=$4 lines=0 columns percent width filled bar on='' off='' start=$SECONDS
    [[ -z ${NO_COLOR-} ]] && on=$'\e[32m' off=$'\e[0m'
    exec 3<"$log"
    while kill -0 "$parent" 2>/dev/null; do
        while IFS= read -r -u 3 _; do
            ((++lines))
        done
        # An estimate must not promise the end: only the command itself says that it is done.
        percent=$((expected > 0 ? lines * 100 / expected : 0))
        ((percent > 99)) && percent=99

        columns=$(stty size <&2 2>/dev/null) || columns='24 80'
        columns=${columns#* }
        width=$((columns - ${#title} - 16))
        ((width > 40)) && width=40
        if ((width >= 5)); then
            filled=$((width * percent / 100))
            printf -v bar '%*s' "$filled" ''
            bar=${bar// /#}
            printf -v bar '%s%s%s%*s' "$on" "$bar" "$off" $((width - filled)) ''
            printf '\r%s [%s] %3d%% %3ds\e[K' "$title" "${bar}" "$percent" $((SECONDS - start)) >&2
        else
            printf '\r%3d%% %s\e[K' "$percent" "${title:0:columns - 6}" >&2
        fi
        sleep 0.2
    done
}
