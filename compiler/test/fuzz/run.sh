#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: run.sh FOLDER TARGET...
# A bounded run of each fuzz target, RUNS inputs, the same each time. The last line is `N passed, N failed`.
set -u
folder=$1
shift
. tests/kit/check.sh
for target in "$@"; do
	if FUZZ_SEEDS=$folder/seeds timeout 300 "$folder/$target-loop" -n "${RUNS:-400}" >"$folder/$target.log" 2>&1; then
		pass "$target"
	else
		fail "$target"
		grep -vE '^  0x|^=>0x' "$folder/$target.log" | head -n 40
	fi
done
summary
