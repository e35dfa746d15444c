#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# What the log makes others wait for, beside guests that fill it, against the constants of abi/bulkhead/timing.h: none is exceeded,
# none is more than three times what is measured. And the longest path of all beside a VM of 64 vCPUs that restarts without end:
# it doesn't grow with the VM. And how it grows with what the description multiplies. A bounded part of `make bench BENCH=worst`.
set -u
cd "$(dirname "$0")/.." || exit 1
export BUILD="${BUILD:-build}"
. bench/lib.sh
. tests/kit/check.sh # its fail() counts
judged_here || exit 0
figures=$BUILD/tests/masked.figures
WORST_CASES='time/log-faults time/log-flood' sh bench/worst.sh >"$figures"
check 'the longest paths are measured' $?

constant() { sed -n "s/^#define $1[ \t]*\([0-9]*\)$/\1/p" abi/bulkhead/timing.h; }
# within CONSTANT FIGURE
within() {
	value=$(awk -v name="worst.$2" '$1 == name { print $2 }' "$figures")
	most=$(constant "$1")
	[ -n "$value" ] && [ -n "$most" ] && [ "$value" -le "$most" ] && [ "$most" -le $((3 * value)) ]
	check "$2: ${value:-not measured}, $1 is ${most:-?}" $?
}
within TIMING_MASKED_INSTRUCTIONS hvc.a_line_printed
within TIMING_LOG_INSTRUCTIONS interrupt_of_the_core_timer.back

# However many vCPUs: one of them starts, and the core goes on with another. Boot is before all this.
most=$(constant TIMING_MASKED_INSTRUCTIONS)
WORST_CASES=time/many sh bench/worst.sh >>"$figures"
check 'a VM of many vCPUs is measured' $?
longest=$(awk '$1 !~ /^boot/ && $5 > most { most = $5; path = $1 } END { print most + 0, path }' "$BUILD/bench/worst.table")
[ "${longest%% *}" -gt 0 ] && [ "${longest%% *}" -le "$most" ]
check "the longest path beside it: $longest, at most $most" $?

# What the description multiplies: what `verify` says that the core blocks the task holds, and is at most three times what is measured.
wide() { # wide NAME DEFINE...
	name=$1
	shift
	image=$BUILD/tests/wide-$name.elf counts=$BUILD/bench/wide-$name.counts
	"$BUILD/bulkhead" compile tests/cases/time/wide/system.dts "$@" -o "$image" &&
		blocked=$("$BUILD/bulkhead" report "$image" |
			sed -n 's/^<tr><th>task\/0<.*data-label="blocked at most">\([0-9]*\) µs<.*/\1000/p') &&
		rm -f "$counts" && boot "$image" "$BUILD/bench/wide-$name.log" 1 -plugin "$(plugin "$counts" ,levels=off)" &&
		[ -s "$counts" ]
	check "$name: counted" $?
	value=$(awk '$1 == "longest" && $2 !~ /boot/ && $3 > most { most = $3 } END { print most + 0 }' "$counts")
	[ "${value:-0}" -gt 0 ] && [ "$value" -le "${blocked:-0}" ] && [ "$blocked" -le $((3 * value)) ]
	check "$name: the longest path is ${value:-not measured}, verified ${blocked:-?}" $?
}
wide listeners -D LISTENERS=32
wide extensions -D LISTENERS=0 -D EXTENSIONS
wide watchdogs -D LISTENERS=0 -D WATCHDOGS=8
wide all -D LISTENERS=62 -D EXTENSIONS -D WATCHDOGS=8
summary
