#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# No image that is made of musl holds an `svc` instruction: each call of the system is a function.
#   no-svc.sh IMAGE.elf...
passed=0
failed=0
for image in "$@"; do
	code=$("${CROSS_COMPILE:-aarch64-linux-gnu-}objdump" -d --no-show-raw-insn "$image") || code=
	if ! printf '%s\n' "$code" | grep -q '<sys_write>:'; then
		echo "FAIL $image: it has no sys_write: not an image of musl"
		failed=$((failed + 1))
	elif printf '%s\n' "$code" | awk '$2 == "svc" { found = 1 } END { exit found }'; then
		passed=$((passed + 1))
	else
		echo "FAIL $image: it holds an svc instruction"
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
