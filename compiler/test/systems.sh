#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Compiles and verifies every system of the repository on each board that it can run on, and the example of the
# manual. usage: systems.sh BUILD
build=$1
out=$build/compiler/test/systems
mkdir -p "$out"
. tests/kit/check.sh

verifies() { # verifies NAME, arguments of compile
	name=$1
	shift
	"$build/bulkhead" compile --no-verify "$@" -o "$out/$name.elf" && "$build/bulkhead" verify --quiet "$out/$name.elf"
	check "$name" $?
}

for system in systems/*.dts; do
	name=$(basename "$system" .dts)
	verifies "$name" "$system"
	for board in $(sed -n 's/^#define BOARD "\(.*\)gicv3\(.*\)"/\1gicv2\2/p' "$system"); do
		verifies "$name-$board" "-DBOARD=\"$board\"" "$system"
	done
done
sed -n '/^```dts/,/^```$/p' docs/system-description.md | awk '/^```/ { n++; next } n == 1' >"$out/example.dts"
verifies example --build "$build" "$out/example.dts"
"$build/bulkhead" report --text "$out/automotive.elf" | grep -q "the secure world .* its panic may halt every core"
check "the report names what the secure world's panic does" $?
! "$build/bulkhead" report --text "$out/minimal.elf" | grep -q "the secure world"
check "the report of a machine without a secure world doesn't" $?
summary
