#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Runs the unit tests, and looks that the console library's line arrived whole: 0123456789 over and
# over, 750 characters.
#   unit.sh COMMAND...
# shellcheck source=tests/kit/check.sh
. "$(dirname "$0")/../../tests/kit/check.sh"
output=$("$@" </dev/null 2>&1 | tr -d '\r')
wanted=$(awk 'BEGIN { for (i = 0; i < 75; i++) printf "0123456789" }')
printf '%s\n' "$output" | grep -vE '^[0-9]+ passed, [0-9]+ failed$'
count 'unit tests' "$(printf '%s\n' "$output" | grep -E '^[0-9]+ passed, [0-9]+ failed$' | tail -n 1)"
matches 'the line of console_write is whole' "^console $wanted end$" "$output"
summary
