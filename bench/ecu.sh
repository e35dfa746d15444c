#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Jitter of the ecu's tasks over two seconds: from a release's deadline to the task's first instruction.
set -eu
. bench/lib.sh

jitter() { # jitter CASE COMPILE-OPTIONS...
	name=$1
	shift
	compile bench/ecu.dts "$OUT/ecu-$name.elf" "$@"
	boot "$OUT/ecu-$name.elf" "$OUT/ecu-$name.log" 'ecu\.end '
	tr -d '\r' <"$OUT/ecu-$name.log" | grep -q 'ecu\.end ok' || fail "the ecu missed deadlines: $OUT/ecu-$name.log"
	tr -d '\r' <"$OUT/ecu-$name.log" | sed -n 's/.*ecu\.task name=\([0-9]*ms\) .* jitter_max_ns=\([0-9]*\) .*/\1 \2/p' |
		while read -r task ns; do
			if [ "$task" = 1ms ]; then
				echo "ecu.jitter_max_$name $ns ns"
			else
				echo "ecu.jitter_max_${name}_$task $ns ns"
			fi
		done
	tr -d '\r' <"$OUT/ecu-$name.log" | sed -n 's/.*ecu\.jitter name=1ms //p' | tr ' ' '\n' |
		awk -F= -v OFS='\t' '{ sub(/^lt/, "< ", $1); print $1, $2 }' >"$OUT/ecu-$name.histogram"
}
jitter alone
jitter hostile -D HOSTILE=1
