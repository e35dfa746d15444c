#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Operations of Skiff's libraries (apps/bench on the platform virt), in instructions.
set -eu
. bench/lib.sh
skiff apps/bench virt "$OUT/skiff-bench"
boot "$OUT/skiff-bench/bench.bin" "$OUT/skiff-bench.log"
# The searches are measured again with FP registers, which picolibc always uses; these figures have other names.
skiff apps/bench virt "$OUT/skiff-bench-fp" FP=y
boot "$OUT/skiff-bench-fp/bench.bin" "$OUT/skiff-bench-fp.log"
grep -E '^skiff\.(memchr|strchr)_' "$OUT/skiff-bench-fp.log" | sed 's/^skiff\./skiff.fp_/' >>"$OUT/skiff-bench.log"
tr -d '\r' <"$OUT/skiff-bench.log" | awk '
	BEGIN {
		issue["malloc_free_64"] = "malloc_free"
		issue["malloc_free_64_1000_held"] = "malloc_free_1000_held"
		issue["semaphore_ping_pong"] = "sem_pingpong"
		issue["mutex_lock_unlock"] = "mutex"
		issue["thread_create_join"] = "thread_create"
	}
	sub(/^skiff\./, "", $1) && NF == 3 {
		print "skiff." ($1 in issue ? issue[$1] : $1), $2, $3 == "ns" ? "instructions" : "bytes"
		n++
	}
	END { exit n < 10 }' || fail "the unikernel reported too little: $OUT/skiff-bench.log"
