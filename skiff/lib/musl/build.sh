#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Fetches musl's source package and builds its C library for Skiff: unpatched, but each system call is a
# call of a function sys_NAME, and the five files that hold `svc` instructions are left out.
set -eu

usage() {
	cat <<'USAGE'
usage: build.sh OUTDIR VERSION [MAKE]

Make OUTDIR/lib/libc.a and OUTDIR/include from Debian's source package musl of this VERSION. Does
nothing if they are there. CROSS_COMPILE names the tool chain (default: aarch64-linux-gnu-).
USAGE
}

[ $# -ge 2 ] || { usage >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
out=$1 version=$2 make=${3:-make}
cross=${CROSS_COMPILE:-aarch64-linux-gnu-}
tools=$here/../../../tools
mkdir -p "$out"
out=$(cd "$out" && pwd)

exec 8>"$out/.lock"
flock 8
stamp="$version $cross $(cat "$0" "$here/internal/syscall_arch.h" | sha256sum)"
[ -f "$out/.built" ] && [ "$(cat "$out/.built")" = "$stamp" ] && exit 0

echo "  musl $version: fetched and built once" >&2
"$tools/apt-fetch.sh" bookworm source "$out/source" "musl=$version"
source=$out/source/musl
before=$out/before
rm -rf "$before" "$out/work" "$out/include" "${out:?}/lib" "$out/.built"
mkdir -p "$before/bits" "$out/work" "$out/lib"
cp "$here/internal/syscall_arch.h" "$before/"

# SYS_openat is the address of sys_openat. Also as __NR_openat, for applications.
awk '
$1 == "#define" && $2 ~ /^__NR_/ {
	name = substr($2, 6)
	# Skip names with a prefix: they are legacy calls of 32-bit processors.
	printf "extern long sys_%s();\n#define __NR_%s ((long)&sys_%s)\n#define SYS_%s __NR_%s\n", name, name, name, name, name
}' "$source/arch/aarch64/bits/syscall.h.in" >"$before/bits/syscall.h"

cd "$out/work"
{
	CC="${cross}gcc -I$before" "$source/configure" --target=aarch64 --disable-shared --prefix=/ \
		CROSS_COMPILE="$cross" LIBCC=-lgcc \
		CFLAGS="-Os -g1 -march=armv8-a -fno-pic -fno-pie -mno-outline-atomics -fno-stack-protector \
		-ffile-prefix-map=$source=lib/musl -ffile-prefix-map=$out=lib/musl"
	MAKEFLAGS='' "$make" -j"$(nproc)" lib/libc.a install-headers DESTDIR="$out" prefix= includedir=/include
} >"$out/log" 2>&1 || { tail -n 20 "$out/log" >&2; exit 1; }

# Files of this folder replace those with svc instructions.
rm -f obj/src/thread/aarch64/clone.o obj/src/thread/aarch64/__unmapself.o \
	obj/src/thread/aarch64/syscall_cp.o obj/src/signal/aarch64/restore.o obj/src/misc/syscall.o
# The start code makes these calls before files exist, so start.c of this folder answers them, not the libraries.
"${cross}objcopy" --redefine-sym sys_ppoll=start_ppoll --redefine-sym sys_openat=start_openat \
	obj/src/env/__libc_start_main.o
"${cross}objcopy" --redefine-sym sys_mmap=start_mmap obj/src/env/__init_tls.o
find obj/src -name '*.o' | LC_ALL=C sort >objects
rm -f lib/libc.a
"${cross}ar" rcsD "$out/lib/libc.a" @objects
if "${cross}objdump" -d "$out/lib/libc.a" | grep -qw svc; then
	echo "build.sh: an object of libc.a still holds an svc instruction" >&2
	exit 1
fi
cp "$before/bits/syscall.h" "$out/include/bits/syscall.h"
rm -rf "$out/work"
printf '%s\n' "$stamp" >"$out/.built"
