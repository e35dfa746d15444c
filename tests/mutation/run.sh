#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: run.sh BUILD SYSTEM.dts...
# Checks the response-time analysis, breaks two synthetic images and the image of each system; the last line is `N passed, N failed`.
set -u
build=$1
shift
folder=$build/tests/mutation
passed=0 failed=0

one() {
	"$folder/mutation" -f "${FLIPS:-600}" "$@" || result=1
}

result=0
one
[ "$result" = 0 ] && passed=$((passed + 4)) || failed=$((failed + 1))
for system in "$@"; do
	image=$folder/$(basename "$system" .dts).elf
	result=0
	if "$build/bulkhead" compile "$system" -o "$image"; then
		one "$image"
	else
		result=1
	fi
	[ "$result" = 0 ] && passed=$((passed + 1)) || failed=$((failed + 1))
	rm -f "$image"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
