#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: run.sh BUILD SYSTEM.dts...
# FLIPS and SEED in the environment: of each kind, and where the random numbers begin.
# Checks the response-time analysis, breaks two synthetic images and the image of each system; the last line is `N passed, N failed`.
set -u
build=$1
shift
folder=$build/tests/mutation
. tests/kit/check.sh

one() { # one [IMAGE]
	"$folder/mutation" -f "${FLIPS:-200}" -s "${SEED:-1}" "$@"
}

one
check "response times, and the synthetic images" $?
for system in "$@"; do
	image=$folder/image.elf
	"$build/bulkhead" compile "$system" -o "$image" && one "$image"
	check "$system" $?
	rm -f "$image"
done
summary
