#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A bounded run of a fuzz target: fuzz.sh FOLDER RUNS; the target lies in FOLDER and is called as it is.
mkdir -p "$1/found"
if "$1/$(basename "$1").elf" -runs="$2" -max_len=400 -seed=1 -artifact_prefix="$1/found/" \
	>"$1/log" 2>&1; then
	echo '1 passed, 0 failed'
else
	tail -n 20 "$1/log"
	echo '0 passed, 1 failed'
	exit 1
fi
