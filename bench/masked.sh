#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# What the log makes others wait for, beside guests that fill it, against the constants of abi/bulkhead/timing.h: none is exceeded,
# none is more than three times what is measured. And the longest path of all beside a VM of 64 vCPUs that restarts without end:
# it doesn't grow with the VM. And how it grows with what the description multiplies. A bounded part of `make bench BENCH=worst`.
set -u
cd "$(dirname "$0")/.." || exit 1
export BUILD="${BUILD:-build}"
. bench/lib.sh
. tests/kit/check.sh # check.sh's fail() counts
. bench/late/late.sh
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

# The longest path must not depend on the number of vCPUs: one vCPU starts, and the core goes on with another. The boot isn't
# counted.
most=$(constant TIMING_MASKED_INSTRUCTIONS)
WORST_CASES=time/many sh bench/worst.sh >>"$figures"
check 'a VM of many vCPUs is measured' $?
longest=$(awk '$1 !~ /^boot/ && $5 > most { most = $5; path = $1 } END { print most + 0, path }' "$BUILD/bench/worst.table")
[ "${longest%% *}" -gt 0 ] && [ "${longest%% *}" -le "$most" ]
check "the longest path beside it: $longest, at most $most" $?

# Paths whose length depends on the description: the time for which the core blocks the task must not exceed `verify`'s bound,
# and the bound must not exceed three times that time.
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

# The worst generated attacks over several cores that `tests/attacks.sh` has found: with the latest release, and with the
# longest-held lock.
attacked() { # attacked CORES BOOTARGS...
	spread=$1 late=0 held=0
	shift
	for attack in "$@"; do
		name=$BUILD/tests/attack-$spread
		value=$(released_late "$spread" "$attack" "$name")
		late=$((${value:-999999} > late ? ${value:-999999} : late))
		value=$(awk '$1 == "held" { print $2 }' "$name.late")
		held=$((${value:-999999} > held ? ${value:-999999} : held))
	done
	bound=$(late_bound "$name")
	[ "$late" -gt 0 ] && [ "$late" -le "${bound:-0}" ] && [ "$bound" -le $((3 * late)) ]
	check "attacked on $spread cores: the latest release is by $late, verified ${bound:-?}" $?
	most=$(constant TIMING_SHARED_INSTRUCTIONS)
	[ "$held" -gt 0 ] && [ "$held" -le "$most" ] && [ "$most" -le $((3 * held)) ]
	check "attacked on $spread cores: a lock is held for $held, TIMING_SHARED_INSTRUCTIONS is $most" $?
	rm -f "$name.counts"
	# shellcheck disable=SC2086 # words
	boot "$name.elf" "$name.log" $((2 * spread - 1)) $TURNS -plugin "$(plugin "$name.counts" ,levels=off)"
	longest=$(awk '$1 == "longest" && $2 !~ /boot/ && $3 > most { most = $3 } END { print most + 0 }' "$name.counts")
	[ "$longest" -gt 0 ] && [ "$longest" -le $((bound - 1000)) ]
	check "attacked on $spread cores: the longest path is $longest" $?
}
attacked 2 '77 10 10 10 10 30 10 10 5 1 5 50 5'
attacked 4 '2 10 10 10 10 30 10 10 5 1 5 50 5' '2 7 72 10 10 10 10 10 5 1 5 43 5'
summary
