#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: run.sh FOLDER TARGET...
# A bounded run of each fuzz target, RUNS inputs, the same each time. The last line is `N passed, N failed`.
set -u
folder=$1
shift
passed=0 failed=0
for target in "$@"; do
	if FUZZ_SEEDS=$folder/seeds timeout 300 "$folder/$target-loop" -n "${RUNS:-400}" >"$folder/$target.log" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $target"
		grep -vE '^  0x|^=>0x' "$folder/$target.log" | head -n 40
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
