#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: add-applications.sh FOLDER INITRAMFS
# Writes an initramfs that is the guests' own and, behind it, the trusted applications (.ta files) of FOLDER.
set -eu

if [ $# != 2 ] || ! ls "$1"/*.ta >/dev/null 2>&1; then
	echo "usage: add-applications.sh FOLDER INITRAMFS; FOLDER (here: ${1:-none}) has .ta files" >&2
	exit 1
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/lib/optee_armtz"
cp "$1"/*.ta "$scratch/lib/optee_armtz"
# The kernel takes archives one after the other.
cp "${BUILD:-build}/guests/initramfs.cpio" "$2"
(cd "$scratch" && find . | cpio --quiet -o -H newc) >>"$2"
