#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Does what docs/writing-an-extension.md says, literally: writes its files, runs its commands, and compares what
# the console shows with what the page promises.
set -u
. tests/kit/check.sh
BUILD=${BUILD:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Blocks in fences are files, named by their first line or trip.dts; indented blocks are commands, or what is seen.
awk -v expected="$work/expected" '
	/^## / { exit }
	/^```/ { fence = !fence; if (fence) first = 1; else print "EOF_OF_BLOCK"; next }
	fence && first {
		first = 0
		name = match($0, /^\/\* [a-z\/]*\.c \*\/$/) ? $2 : "trip.dts"
		print "cat > " name " <<\"EOF_OF_BLOCK\""
	}
	fence { print; next }
	/^    driver: / { sub(/^    /, ""); print > expected; next }
	/^    / { sub(/^    /, ""); print }
' docs/writing-an-extension.md | sed "s|/tmp/trip|$work/trip|g" >"$work/commands"

sh -eu "$work/commands" >"$work/log" 2>&1
check 'its commands end well' $? "$work/log"
tr -d '\r' <"$work/log" | sed 's/\x1b\[[0-9;]*m//g' | grep '^driver: ' >"$work/seen"
holds 'what is seen is what it promises' diff "$work/expected" "$work/seen"
summary
