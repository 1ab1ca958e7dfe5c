# shellcheck shell=bash
# Stage "root": the root file system as one file that never changes: EROFS, then the dm-verity hash tree over it.
#
#   root.img   packages   verity (name=value lines)   sha256   id

bootstrap_root() {
    local include
    include=$(sed -e 's/#.*//' "$guest/packages" | xargs | tr ' ' ,)
    mmdebstrap --mode=root --format=directory --variant=essential --architectures="$template_arch" --verbose \
        --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
        --aptopt="$work/apt/network.conf" --aptopt='Acquire::Languages "none"' \
        --dpkgopt="$guest/root/etc/dpkg/dpkg.cfg.d/90bulkhead" --include="$include" \
        "$template_suite" "$work/root" "$work/apt/sources.list"
}

finish_root() {
    local root=$work/root file
    # What mmdebstrap needed and the image does not: the overlay brings its own.
    rm -f "$root"/etc/apt/{sources.list,apt.conf.d/99mmdebstrap} "$root/etc/dpkg/dpkg.cfg.d/99mmdebstrap"

    # A checkout's permissions depend on its owner's umask: only the executable bit counts.
    while IFS= read -r -d '' file; do
        if [[ -x $guest/root/$file ]]; then
            install -D -m 0755 "$guest/root/$file" "$root/$file"
        else
            install -D -m 0644 "$guest/root/$file" "$root/$file"
        fi
    done < <(cd "$guest/root" && find . -type f -print0 | sort -z)

    # The agent binds its own file over this one: it is the tools that the links name, whatever its version.
    local tool
    mkdir -p "$root"/usr/lib/{bulkhead,qubes} "$root/usr/local/etc/qubes-rpc"
    install -m 0755 /dev/null "$root/usr/lib/bulkhead/guest"
    for tool in qrexec-client-vm qvm-{copy,move}{,-to-vm} qvm-open-in-{vm,dvm} qvm-run-vm qvm-connect-tcp \
        bulkhead-clipboard bulkhead-network bulkhead-vm-exec bulkhead-open-file; do
        ln -s ../lib/bulkhead/guest "$root/usr/bin/$tool"
    done
    for tool in qrexec-client-vm qfile-agent qfile-unpacker; do
        ln -s ../bulkhead/guest "$root/usr/lib/qubes/$tool"
    done
    ln -s /dev/tcp/127.0.0.1 "$root/etc/qubes-rpc/qubes.ConnectTCP"

    mkdir -p "$root"/{rw,home,usr/local,proc,sys,dev,run,tmp}
    chmod 1777 "$root/tmp" "$root/var/tmp"
    ln -snf ../proc/self/mounts "$root/etc/mtab"
    find "$root"/{dev,proc,sys,run,tmp,boot} -mindepth 1 -delete
    : >"$root/etc/machine-id"

    add_user "$root"
    remove_traces "$root"

    mkdir -p "$root/usr/lib/modules"
    cp -a --no-preserve=ownership "$stages/kernel-$kernel_key/lib/modules/." "$root/usr/lib/modules/"
    rm -f "$root"/usr/lib/modules/*/{build,source}
}

# One account for work. Nobody has a password: the agent starts shells, and it needs none.
add_user() {
    local root=$1
    echo 'user:x:1000:1000:user:/home/user:/bin/bash' >>"$root/etc/passwd"
    echo 'user:x:1000:' >>"$root/etc/group"
    echo 'user:*:0:0:99999:7:::' >>"$root/etc/shadow"
    echo 'user:!::' >>"$root/etc/gshadow"
    mkdir -p "$root/home/user"
    cp -a "$root/etc/skel/." "$root/home/user/"
    chown -R 1000:1000 "$root/home/user"
    chmod 0700 "$root/home/user"
    # The day of the last password change is the day of the build otherwise.
    sed -i -E "s/^([^:]*:[^:]*):[0-9]*:/\1:$((template_epoch / 86400)):/" "$root/etc/shadow"
}

# What says when and where the image was made, and what any VM can make again.
remove_traces() {
    local root=$1
    rm -f "$root"/etc/{passwd-,group-,shadow-,gshadow-,subuid-,subgid-,.pwd.lock} \
        "$root"/var/lib/dpkg/*-old "$root"/var/cache/debconf/*-old "$root/var/lib/dpkg/lock"* \
        "$root/var/cache/ldconfig/aux-cache" "$root/var/lib/systemd/random-seed" "$root/root/.bash_history"
    rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/usr/share/{doc-base,lintian,info}
    find "$root/var/log" -type f -delete
    mkdir -p "$root/var/lib/apt/lists/partial" "$root/var/cache/apt/archives/partial"
    find "$root" -name __pycache__ -prune -exec rm -rf {} +
}

# A UUID made of a hash: RFC 4122's form, our own choice of bits.
uuid_of() {
    local hash
    hash=$(sha256sum <<<"$1")
    echo "${hash:0:8}-${hash:8:4}-5${hash:13:3}-8${hash:17:3}-${hash:20:12}"
}

pack_root() {
    local out=$work/rootstage image salt blocks root_hash
    image=$out/root.img
    mkdir -p "$out"
    dpkg-query --admindir="$work/root/var/lib/dpkg" -W -f '${Package} ${Version}\n' | sort >"$out/packages"

    # Uncompressed: emulated CPUs unpack slowly, and the page cache of the host shares the blocks between VMs anyway.
    mkfs.erofs -T "$template_epoch" -U "$(uuid_of "root $root_key")" --quiet "$image" "$work/root"
    truncate -s %4096 "$image"
    blocks=$(($(stat -c %s "$image") / 4096))

    # The hash tree follows the data in the same file: one block of superblock, then the tree.
    salt=$(sha256sum <<<"salt $root_key" | cut -d ' ' -f 1)
    veritysetup format --hash=sha256 --data-block-size=4096 --hash-block-size=4096 --salt="$salt" \
        --uuid="$(uuid_of "verity $root_key")" --data-blocks="$blocks" --hash-offset=$((blocks * 4096)) \
        "$image" "$image" | tee "$work/verity.log"
    root_hash=$(sed -n 's/^Root hash:[[:space:]]*//p' "$work/verity.log")
    [[ $root_hash =~ ^[0-9a-f]{64}$ ]]
    veritysetup verify --hash-offset=$((blocks * 4096)) "$image" "$image" "$root_hash"
    chmod 0444 "$image"

    printf '%s=%s\n' root_hash "$root_hash" salt "$salt" data_blocks "$blocks" hash_start_block $((blocks + 1)) >"$out/verity"
    sha256sum <"$image" | cut -d ' ' -f 1 >"$out/sha256"
    cp "$out/sha256" "$out/id"
    rm -rf "$work/root"
}
