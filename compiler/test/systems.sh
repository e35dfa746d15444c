#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Compiles and verifies every system of the repository on each board that it can run on, and the example of the
# manual. usage: systems.sh BUILD
build=$1
out=$build/compiler/test/systems
mkdir -p "$out"
passed=0 failed=0

check() { # NAME, arguments of compile
	name=$1
	shift
	if "$build/bulkhead" compile --no-verify "$@" -o "$out/$name.elf" && "$build/bulkhead" verify --quiet "$out/$name.elf"; then
		passed=$((passed + 1))
	else
		echo "not ok $name"
		failed=$((failed + 1))
	fi
}

for system in systems/*.dts; do
	name=$(basename "$system" .dts)
	check "$name" "$system"
	for board in $(sed -n 's/^#define BOARD "\(.*\)gicv3\(.*\)"/\1gicv2\2/p' "$system"); do
		check "$name-$board" "-DBOARD=\"$board\"" "$system"
	done
done
sed -n '/^```dts/,/^```$/p' docs/system-description.md | awk '/^```/ { n++; next } n == 1' >"$out/example.dts"
check example --build "$build" "$out/example.dts"
echo "systems: $passed passed, $failed failed"
test "$failed" = 0
