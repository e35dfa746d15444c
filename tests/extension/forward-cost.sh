#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# What a forwarded request costs: SMC and MMIO read to an extension that does nothing and back, in instructions of all
# exception levels (the extension's own three included), by QEMU's -icount shift=0.
set -eu
BUILD=${BUILD:-build}
export BUILD
passed=0
failed=0
figures=$(bench/core.sh)
for limit in "core.forward_smc 250" "core.forward_mmio 300"; do
	value=$(echo "$figures" | sed -n "s/^${limit% *} \([0-9]*\) .*/\1/p")
	echo "${limit% *} ${value:-none}, at most ${limit#* }"
	if [ "${value:-9999}" -le "${limit#* }" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
