# shellcheck shell=bash
# The last stage: the initramfs with the agent, and the manifest. About a second, so a new agent is cheap.

# Names of the wanted modules and of all that they need, as paths below lib/modules/RELEASE, dependencies first.
module_order() {
    local tree=$1
    sed -e 's/#.*//' "$guest/modules" | xargs -n 1 | awk -v builtin="$tree/modules.builtin" '
        function name(path) { sub(/.*\//, "", path); sub(/\.ko$/, "", path); gsub(/-/, "_", path); return path }
        function visit(path,    parts, count, i) {
            if (path in seen) return
            seen[path] = 1
            count = split(needs[path], parts, " ")
            for (i = count; i >= 1; i--) visit(parts[i])
            print path
        }
        BEGIN { while ((getline line < builtin) > 0) inside[name(line)] = 1 }
        FILENAME != "-" { colon = index($0, ":"); path = substr($0, 1, colon - 1); at[name(path)] = path
                          needs[path] = substr($0, colon + 1); next }
        { gsub(/-/, "_") }
        $0 in at { visit(at[$0]); next }
        $0 in inside { next }
        { print "guest/modules: this kernel has no module " $0 > "/dev/stderr"; failed = 1 }
        END { exit failed }' "$tree/modules.dep" -
}

build_initramfs() {
    local kernel=$stages/kernel-$kernel_key tree=$work/initramfs modules path
    modules=$kernel/lib/modules/$(<"$kernel/release")
    mkdir -p "$tree"/{dev,proc,sys,run,newroot,modules} "$work/version"
    install -m 0755 "$agent" "$tree/init"
    # The kernel opens it for init before anything is mounted; without it init has no standard output.
    mknod -m 0600 "$tree/dev/console" c 5 1

    module_order "$modules" >"$work/order"
    while IFS= read -r path; do
        install -m 0644 "$modules/$path" "$tree/modules/"
        echo "${path##*/}"
    done <"$work/order" >"$tree/modules/order"

    # Not compressed: for this size unpacking costs an emulated CPU more than reading.
    find "$tree" -exec touch -h -d "@$template_epoch" {} +
    (cd "$tree" && find . -mindepth 1 | sort | cpio --quiet -o -H newc --reproducible -R 0:0) >"$work/version/initramfs"
    chmod 0444 "$work/version/initramfs"
}

hash_of() { sha256sum <"$1" | cut -d ' ' -f 1; }

# Keys are sorted, and no value needs escaping: names, versions and hashes only.
write_manifest() {
    local kernel=$stages/kernel-$kernel_key root=$stages/root-$root_key out=$work/version data_blocks hash_start_block root_hash salt
    ln "$kernel/vmlinuz" "$kernel/vmlinux" "$root/root.img" "$out/"
    # shellcheck disable=SC1091 # written by pack_root
    source "$root/verity"
    cat >"$out/manifest.json" <<EOF
{
  "created": "$(date -u -d "@$template_epoch" +%Y-%m-%dT%H:%M:%SZ)",
  "initramfs": {
    "file": "initramfs",
    "sha256": "$(hash_of "$out/initramfs")"
  },
  "kernel": {
    "compressed": {
      "file": "vmlinuz",
      "sha256": "$(hash_of "$out/vmlinuz")"
    },
    "file": "vmlinux",
    "release": "$(<"$kernel/release")",
    "sha256": "$(hash_of "$out/vmlinux")",
    "version": "$(<"$kernel/version")"
  },
  "modules": [
$(sed -e 's/.*/    "&"/' -e '$!s/$/,/' "$work/initramfs/modules/order")
  ],
  "name": "$template_name",
  "packages": [
$(sed -E -e 's/^([^ ]+) (.*)/    {"name": "\1", "version": "\2"}/' -e '$!s/$/,/' "$root/packages")
  ],
  "root": {
    "file": "root.img",
    "sha256": "$(<"$root/sha256")",
    "size_bytes": $(stat -c %s "$out/root.img"),
    "verity": {
      "data_block_size": 4096,
      "data_blocks": $data_blocks,
      "hash_algorithm": "sha256",
      "hash_block_size": 4096,
      "hash_start_block": $hash_start_block,
      "root_hash": "$root_hash",
      "salt": "$salt"
    }
  },
  "schema": 1,
  "version": "$1"
}
EOF
    chmod 0444 "$out/manifest.json"
}
