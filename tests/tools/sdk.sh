#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The SDK, the installation and the package have what a user needs: each template of `bulkhead init` is made in a folder
# outside and runs, by the unpacked SDK or the unpacked package, which can't be written.
set -u
. tests/kit/check.sh
BUILD=${BUILD:-build}
version=$(cat VERSION)
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

make --no-print-directory -s BUILD="$BUILD" package >"$work/log" 2>&1
check 'the package is made' $? "$work/log"
tar -x -f "$BUILD/sdk/bulkhead-$version.tar.xz" -C "$work" && dpkg-deb -x "$BUILD"/sdk/bulkhead_"$version"_*.deb "$work/root"
check 'SDK and package unpack' $?
! grep -rlF "$PWD" "$work/root" "$work/bulkhead-$version" >"$work/log"
check 'they know nothing of the folder in which they were made' $? "$work/log"
sdk=$work/bulkhead-$version/bin/bulkhead
installed=$work/root/usr/bin/bulkhead
chmod -R a-w "$work/root"
# The SDK has a README of its own, since the repository's names what the SDK lacks. All that it names is there.
missing=$(grep -oE '`[a-z]+/[a-z-]*`|\]\([^)]+' "$work/bulkhead-$version/README.md" | tr -d '`' | sed 's/^](//' | while read -r path; do
	case $path in tests/ | core/ | compiler/) ;; *) [ -e "$work/bulkhead-$version/$path" ] || echo "$path" ;; esac
done)
check "the SDK has what its README names: $missing" "$([ -z "$missing" ]; echo $?)"
holds 'the manual page is installed' test -s "$work/root/usr/share/man/man1/bulkhead.1.gz"
equal 'the version is the package'"'"'s' "$("$installed" version | cut -d ' ' -f 2)" "$version"

BUILD=$BUILD tools/sbom.sh >"$work/spdx"
check 'the bill of materials is made' $?
read -r kernel _ hash <"$BUILD/guests/deb/kernel/.packages"
matches 'it has the guests'"'"' kernel' "^PackageName: $kernel .*SHA256: $hash .*GPL-2" "$(paste -sd ' ' - <"$work/spdx" | sed 's/PackageName/\n&/g')"

made() { # made TOOL TEMPLATE REGEX: a system of this template shows this line, and ends well
	# The packages that it fetches are those of the guests here: $BUILD has them.
	{ "$1" init --template "$2" "$work/my-$2" &&
		XDG_CACHE_HOME=$work/cache timeout 300 make -s -C "$work/my-$2" run BULKHEAD="$1" BUILD="$(realpath "$BUILD")"; } \
		</dev/null >"$work/log" 2>&1
	check "$2: runs and ends" $? "$work/log"
	tr -d '\r' <"$work/log" | grep -qE "$3"
	check "$2: $3" $? "$work/log"
}
made "$sdk" hello '^hello: Hello from Skiff'
made "$sdk" extension '^car: driven: 1200 m'
made "$installed" driver '^clock: 1 s after [1-9]'
made "$installed" linux '^linux \| Linux 6.*: 1 CPU, [0-9]+ KiB'
made "$sdk" network '^two \| 3 packets transmitted, 3 packets received'
made "$installed" tee '^two \| the TEE .* says: 42 and one is 43'
made "$sdk" vehicle '^ecu: ecu.end ok'
equal 'all templates were tried' "$("$sdk" init --list | sed 's/ .*//' | tr '\n' ' ')" 'driver extension hello linux network tee vehicle '
summary
