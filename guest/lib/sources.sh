# shellcheck shell=bash
# Where packages come from. Everything happens with an apt state of our own in the work folder: the host's lists are
# neither needed nor touched.

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# Only the host's network settings for apt are taken over (proxies, certificates, validity checks).
write_apt_conf() {
    mkdir -p "$work"/apt/{state/lists/partial,cache/archives/partial,etc}
    apt-config dump | grep -E '^Acquire::(http|https|Check-Valid-Until|Check-Date|ForceIPv4|ForceIPv6|Retries)\b' \
        >"$work/apt/network.conf" || true
    {
        cat "$work/apt/network.conf"
        cat <<EOF
APT::Architecture "$template_arch";
APT::Architectures { "$template_arch"; };
APT::Sandbox::User "root";
Acquire::Languages "none";
Dir::State "$work/apt/state";
Dir::State::status "/dev/null";
Dir::Cache "$work/apt/cache";
Dir::Etc::parts "/dev/null";
Dir::Etc::main "/dev/null";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::sourcelist "$work/apt/sources.list";
EOF
    } >"$work/apt/apt.conf"
}

private_apt() { APT_CONFIG=$work/apt/apt.conf "$@"; }

# source_line URI SUITE: whatever the host trusts, only the key of Debian's archive counts here.
source_line() { printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$1" "$2"; }

mirror_sources() {
    local main=$1 security=$2
    source_line "$main" "$template_suite"
    source_line "$main" "$template_suite-updates"
    source_line "$security" "$template_suite-security"
}

# The host's own sources that might be Debian's. Which of them really are is decided by their signatures.
host_sources() {
    local uri suite component
    apt-get indextargets --no-release-info \
        --format '$(REPO_URI)|$(RELEASE)|$(COMPONENT)' 'Created-By: Packages' 2>/dev/null | sort -u |
        while IFS='|' read -r uri suite component; do
            case "$suite|$component" in
            "$template_suite|main" | "$template_suite-updates|main" | "$template_suite-security|main")
                [[ $uri == cdrom:* ]] || source_line "$uri" "$suite"
                ;;
            esac
        done
}

suites_of() { sed -E 's/.* ([^ ]+) main$/\1/' "$1" | sort -u; }

# Leaves apt/sources.list and fresh package lists in the work folder. $1: URL[,SECURITY_URL] or empty.
prepare_apt() {
    local mirror=$1 missing_suites security=http://security.debian.org/debian-security
    write_apt_conf
    if [[ -n $mirror ]]; then
        [[ $mirror == *,* ]] && security=${mirror#*,}
        mirror_sources "${mirror%%,*}" "$security" >"$work/apt/sources.list"
        private_apt apt-get update --error-on=any
        return
    fi

    # An unsigned or foreign repository makes this update complain and drops out of the list of targets.
    host_sources >"$work/apt/sources.list"
    if [[ -s $work/apt/sources.list ]]; then
        private_apt apt-get update || true
        private_apt apt-get indextargets --format '$(ORIGIN)|$(REPO_URI)|$(RELEASE)' 'Created-By: Packages' | sort -u |
            while IFS='|' read -r origin uri suite; do
                [[ $origin == Debian ]] && source_line "$uri" "$suite"
            done >"$work/apt/verified.list" || true
        if grep -q " $template_suite main\$" "$work/apt/verified.list"; then
            missing_suites=$(comm -23 <(suites_of "$work/apt/sources.list") <(suites_of "$work/apt/verified.list") | xargs)
            if [[ -n $missing_suites ]]; then
                # Going on would quietly leave out security updates.
                echo "The host's package sources for $missing_suites cannot be read or are not signed by Debian." >&2
                return 1
            fi
            mv "$work/apt/verified.list" "$work/apt/sources.list"
            return
        fi
        echo "None of the host's package sources is a usable Debian $template_suite: using Debian's default mirror."
    fi
    mirror_sources http://deb.debian.org/debian "$security" >"$work/apt/sources.list"
    private_apt apt-get update --error-on=any
}
