#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# No image that is made of musl holds an `svc` instruction: each call of the system is a function.
#   no-svc.sh IMAGE.elf...
# shellcheck source=tests/kit/check.sh
. "$(dirname "$0")/../../tests/kit/check.sh"
for image in "$@"; do
	code=$("${CROSS_COMPILE:-aarch64-linux-gnu-}objdump" -d --no-show-raw-insn "$image") || code=
	if ! printf '%s\n' "$code" | grep -q '<sys_write>:'; then
		fail "$image has no sys_write: not an image of musl"
	else
		printf '%s\n' "$code" | awk '$2 == "svc" { found = 1 } END { exit found }'
		check "$image holds no svc instruction" $?
	fi
done
summary
