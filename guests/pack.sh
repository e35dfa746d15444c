#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: pack.sh DIRECTORY OUTPUT
# Packs DIRECTORY into a newc archive that depends on names, modes and contents alone: sorted, owned by
# root, dated 1970, inodes renumbered.
set -eu

if [ $# != 2 ] || ! [ -d "$1" ]; then
	echo "usage: pack.sh DIRECTORY OUTPUT" >&2
	exit 2
fi
directory=$1
output=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")

find "$directory" -type d -exec chmod 755 {} +
find "$directory" -type f -perm -100 -exec chmod 755 {} +
find "$directory" -type f ! -perm -100 -exec chmod 644 {} +
find "$directory" -exec touch -h -d @0 {} +
cd "$directory"
find . -mindepth 1 | LC_ALL=C sort |
	cpio --quiet --create --format=newc --reproducible --owner=0:0 >"$output"
