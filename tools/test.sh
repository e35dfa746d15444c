#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Run test targets of the makefile, one after the other; each ends with `N passed, N failed`. The last
# line sums them up. A target that ends without such a line, or with an error, counts as one failure.
set -u
BUILD=${BUILD:-build}
logs=$BUILD/tests/logs
mkdir -p "$logs"
passed=0
failed=0
for target in "$@"; do
	started=$(date +%s)
	${MAKE:-make} --no-print-directory BUILD="$BUILD" "$target" >"$logs/$target.log" 2>&1 </dev/null
	status=$?
	sums=$(sed -nE 's/^(.*: )?([0-9]+) passed, ([0-9]+) failed.*$/\2 \3/p' "$logs/$target.log" | tail -n 1)
	good=${sums% *}
	bad=${sums#* }
	[ -n "$sums" ] || { good=0; bad=1; }
	[ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
	passed=$((passed + good))
	failed=$((failed + bad))
	printf '%-22s %5d passed %3d failed  %4d s\n' "$target" "$good" "$bad" $(($(date +%s) - started))
	if [ "$bad" -gt 0 ]; then
		echo "--- $logs/$target.log"
		grep -aE 'FAIL|rror|not ok' "$logs/$target.log" | head -n 20
		tail -n 15 "$logs/$target.log"
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
