#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Run the mediator's host tests of the folder $1. The last line counts them: `N passed, N failed`.
dir=$1
here=$(dirname "$0")
runs=${MEDIATOR_FUZZ_RUNS:-30000}
passed=0
failed=0

# count NAME COMMAND…: one test, its output shown if it fails
count() {
	name=$1
	shift
	if "$@" >"$dir/$name.log" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		cat "$dir/$name.log"
		echo "FAILED: $name"
	fi
}

timeout 120 "$dir/unit" >"$dir/unit.log" 2>&1
status=$?
ok=$(grep -c '^\[ *OK' "$dir/unit.log")
bad=$(grep -c '^\[ *FAILED *\] [a-z_A-Z0-9]*$' "$dir/unit.log")
[ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
[ "$bad" -ne 0 ] && cat "$dir/unit.log"
passed=$((passed + ok))
failed=$((failed + bad))

count cores timeout 120 "$dir/cores"
count corpus timeout 120 "$dir/fuzz" -runs=0 "$here/corpus"
rm -rf "$dir/new" && mkdir "$dir/new" # inputs that the run finds; not kept
count fuzz timeout 300 "$dir/fuzz" -seed=1 -runs="$runs" -max_total_time=60 -max_len=400 \
	-artifact_prefix="$dir/" "$dir/new" "$here/corpus"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
