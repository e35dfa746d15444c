#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Does what docs/writing-an-extension.md says, literally: writes its files, runs its commands, and compares what
# the console shows with what the page promises.
set -eu
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

passed=0
if sh -eu "$work/commands" >"$work/log" 2>&1; then
	passed=1
	tr -d '\r' <"$work/log" | sed 's/\x1b\[[0-9;]*m//g' | grep '^driver: ' >"$work/seen" || :
	if cmp -s "$work/seen" "$work/expected"; then
		passed=2
	else
		diff "$work/expected" "$work/seen" || :
	fi
else
	tail -n 20 "$work/log"
fi
echo "$passed passed, $((2 - passed)) failed"
[ "$passed" -eq 2 ]
