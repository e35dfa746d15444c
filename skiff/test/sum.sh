#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Runs each argument as a command that ends with a line `N passed, N failed`, shows what is not such
# a line, and ends with the sum. A command without that line, or that fails, counts as a failure.
passed=0
failed=0
for command in "$@"; do
	output=$(sh -c "$command" </dev/null 2>&1)
	status=$?
	last=$(printf '%s\n' "$output" | tr -d '\r' | grep -E '^[0-9]+ passed, [0-9]+ failed$' | tail -n 1)
	p=${last%% *}
	f=${last#*, }
	f=${f%% *}
	passed=$((passed + ${p:-0}))
	failed=$((failed + ${f:-0}))
	if [ -z "$last" ] || { [ "$status" -ne 0 ] && [ "${f:-0}" -eq 0 ]; }; then
		failed=$((failed + 1))
	fi
	if [ -z "$last" ] || [ "$status" -ne 0 ] || [ "${f:-0}" -ne 0 ]; then
		echo "--- $command (status $status)"
		printf '%s\n' "$output"
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
