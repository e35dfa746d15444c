#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Runs the unit tests, and looks that the console library's line arrived whole: 0123456789 over and
# over, 750 characters.
#   unit.sh COMMAND...
output=$("$@" </dev/null 2>&1 | tr -d '\r')
last=$(printf '%s\n' "$output" | grep -E '^[0-9]+ passed, [0-9]+ failed$' | tail -n 1)
wanted=$(awk 'BEGIN { for (i = 0; i < 75; i++) printf "0123456789" }')
printf '%s\n' "$output" | sed '$d'
if [ -z "$last" ]; then
	printf '%s\n' "$output" | tail -n 1
	exit 1
fi
passed=${last%% *}
failed=${last#*, }
failed=${failed%% *}
if printf '%s\n' "$output" | grep -q "^console $wanted end$"; then
	passed=$((passed + 1))
else
	failed=$((failed + 1))
	echo 'FAIL the line of console_write is not whole'
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
