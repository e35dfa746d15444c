#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: fetch-headers.sh KERNEL_DIR OUTPUT_DIR
# Debian's headers of the kernel in KERNEL_DIR (unpacked by apt-fetch.sh), ready for a module to be
# cross-built: the target's headers, the host's build tools, and no path outside OUTPUT_DIR.
set -eu

if [ $# != 2 ]; then
	echo "usage: fetch-headers.sh KERNEL_DIR OUTPUT_DIR" >&2
	exit 2
fi
fetch=$(cd "$(dirname "$0")/.." && pwd)/tools/apt-fetch.sh
release=$(sed -n 's/^linux-image-\([^ ]*\) .*/\1/p' "$1/.packages")
series=$(echo "$release" | cut -d. -f1,2)
[ -n "$release" ] || { echo "fetch-headers: $1 holds no kernel package" >&2; exit 1; }

"$fetch" bookworm arm64 "$2" "linux-headers-$release" "linux-headers-${release%-arm64}-common"
"$fetch" bookworm "$(dpkg --print-architecture)" "$2/tools" "linux-kbuild-$series"
headers=$2/usr/src/linux-headers-$release
tools=$(cd "$2/tools/usr/lib/linux-kbuild-$series" && pwd)
sed -i "s|/usr/src/linux-headers|../linux-headers|" "$headers/Makefile"
for directory in "$headers" "${headers%-arm64}-common"; do
	ln -sfn "$tools/scripts" "$directory/scripts"
	ln -sfn "$tools/tools" "$directory/tools"
done
touch "$2/.ready"
