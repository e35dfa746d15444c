#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: unpacked-qemu.sh ROOT PROGRAM [ARGUMENT...]
# Run a QEMU that tools/apt-fetch.sh unpacked with its dependencies into ROOT: with the dynamic linker, the libraries,
# the modules and the firmware of ROOT, so that nothing of the host's own QEMU is loaded.
set -eu
root=$1 program=$2
shift 2
# /lib is part of /usr in some suites, and stands beside it in others.
linker=$(find "$root/lib" "$root/lib64" "$root/usr/lib" "$root/usr/lib64" -name 'ld-linux*.so.*' 2>/dev/null | head -n 1)
[ -n "$linker" ] || { echo "unpacked-qemu: $root has no dynamic linker: make it anew" >&2; exit 1; }
libraries=$(find "$root/lib" "$root/usr/lib" -name '*.so.*' -exec dirname {} + 2>/dev/null | sort -u | tr '\n' :)
modules=$(find "$root/usr/lib" -maxdepth 2 -type d -path '*-linux-gnu*/qemu')
QEMU_MODULE_DIR=$modules exec "$linker" --library-path "${libraries%:}" "$root/usr/bin/$program" \
	-L "$root/usr/share/qemu" -L "$root/usr/lib/ipxe/qemu" "$@"
