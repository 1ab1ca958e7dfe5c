# shellcheck shell=bash
# Stage "kernel": Debian's cloud kernel, taken from its package and not installed anywhere.
#
#   vmlinuz  as shipped            vmlinux  the ELF image inside it: boots by PVH without unpacking itself
#   lib/modules/RELEASE            with depmod's files
#   release, version, id

build_kernel() {
    local out=$work/kernel package deb release
    mkdir -p "$out" "$work/deb"

    package=$(private_apt apt-cache depends "$kernel_metapackage" | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p')
    package=${package%%$'\n'*}
    [[ -n $package ]] || { echo "$kernel_metapackage does not name a kernel package" >&2 && return 1; }
    echo "kernel package: $package"
    (cd "$work/deb" && private_apt apt-get download "$package")
    deb=$(echo "$work"/deb/*.deb)
    dpkg-deb -x "$deb" "$work/deb/tree"

    release=${package#linux-image-}
    mv "$work/deb/tree/lib" "$out/lib"
    mv "$work/deb/tree/boot/vmlinuz-$release" "$out/vmlinuz"
    depmod -b "$out" "$release"
    grep -qx CONFIG_PVH=y "$work/deb/tree/boot/config-$release" || { echo "this kernel has no PVH entry" >&2 && return 1; }
    unpack_vmlinuz "$out/vmlinuz" "$out/vmlinux"
    chmod 0444 "$out/vmlinuz" "$out/vmlinux"

    echo "$release" >"$out/release"
    dpkg-deb -f "$deb" Version >"$out/version"
    echo "$package $(dpkg-deb -f "$deb" Version) $(sha256sum <"$deb" | cut -d ' ' -f 1)" >"$out/id"
}

# A bzImage holds the kernel as one compressed piece; the boot protocol's header says where it lies. The four bytes
# after it give the size that must come out.
unpack_vmlinuz() {
    local image=$1 out=$2 setup offset length size
    setup=$(number "$image" $((0x1f1)) 1)
    offset=$(((setup + 1) * 512 + $(number "$image" $((0x248)) 4)))
    length=$(number "$image" $((0x24c)) 4)
    size=$(number "$image" $((offset + length - 4)) 4)
    dd if="$image" bs=1M iflag=skip_bytes,count_bytes skip="$offset" count=$((length - 4)) status=none | lz4 -dc >"$out"
    if [[ $(stat -c %s "$out") != "$size" || $(head -c 4 "$out") != $'\x7fELF' ]]; then
        echo "the kernel image did not unpack to an ELF file of $size bytes" >&2
        return 1
    fi
}

# number FILE OFFSET SIZE: a little-endian number.
number() { od -An -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '; }
