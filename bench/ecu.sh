#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Jitter of the ecu's tasks over a second: from a release's deadline to the task's first instruction. Alone, beside each
# kind of hostile guest on its core, all of them at once, and two busy Linux guests; and the bound that bench/plugin
# gives.
set -eu
. bench/lib.sh

image_of() { # image_of CASE COMPILE-OPTIONS...
	name=$1
	shift
	compile bench/ecu.dts "$OUT/ecu-$name.elf" "$@"
}

jitter() { # jitter CASE: prints the figures in the case's log
	tr -d '\r' <"$OUT/ecu-$1.log" | sed 's/^ecu: //' >"$OUT/ecu-$1.plain"
	says "$OUT/ecu-$1.plain" 'ecu\.end ok'
	sed -n 's/.*ecu\.task name=\([0-9]*ms\) .* jitter_max_ns=\([0-9]*\) .*/\1 \2/p' "$OUT/ecu-$1.plain" |
		while read -r task ns; do
			[ "$task" = 1ms ] && echo "ecu.jitter_max_$1 $ns ns" || echo "ecu.jitter_max_$1_$task $ns ns"
		done
	sed -n 's/.*ecu\.jitter name=1ms //p' "$OUT/ecu-$1.plain" | tr ' ' '\n' |
		awk -F= -v OFS='\t' '{ sub(/^lt/, "< ", $1); print $1, $2 }' >"$OUT/ecu-$1.histogram"
}

# bound CASE: prints the sum of the longest path of the core that a release may have to wait for, the longest path that switches
# to the ecu's vCPU, one interrupt of another VM's device meanwhile, and the ecu's own time (its jitter when it is alone).
bound() {
	awk -v alone="$(sed -n 's/^ecu.jitter_max_alone \([0-9]*\) ns$/\1/p' "$OUT/ecu.jitter")" -v case="$1" '
		$1 != "longest" || $2 ~ /boot/ { next }
		$3 > any { any = $3 }
		$2 ~ /timer\|another_vCPU/ && $3 > way { way = $3 }
		$2 ~ /device/ && $3 > device { device = $3 }
		END { print "ecu.longest_path_" case, any, "instructions"
			print "ecu.jitter_bound_" case, any + way + device + alone, "ns" }' "$OUT/ecu-$1.counts"
}

# verified CASE: prints the bound by `verify`'s formula: the longest time for which the ecu's vCPU is blocked, and the ecu's own
# time. The benchmark fails if the measured jitter is larger.
verified() {
	blocked=$("$BUILD/bulkhead" report "$OUT/ecu-$1.elf" |
		sed -n 's/^<tr><th>ecu\/0<.*data-label="blocked at most">\([0-9]*\) µs<.*/\1/p')
	[ -n "$blocked" ] || fail "$1: the report doesn't say what blocks the ecu"
	awk -v case="$1" -v blocked="$blocked" '
		{ value[$1] = $2 }
		END {
			bound = 1000 * blocked + value["ecu.jitter_max_alone"]
			print "ecu.jitter_verified_" case, bound, "ns"
			exit !(value["ecu.jitter_max_" case] <= bound)
		}' "$OUT/ecu.jitter" || fail "$1: a release was later than \`verify\` says"
}

: >"$OUT/ecu.jitter"
storms='calls interrupts pending loop restarts attack wakes resets crashes sgis'
for case in alone $storms; do
	case $case in
	alone) image_of alone ;;
	*) image_of "$case" -D "$(echo "$case" | tr a-z A-Z)=1" ;;
	esac
	boot "$OUT/ecu-$case.elf" "$OUT/ecu-$case.log"
	jitter "$case" >>"$OUT/ecu.jitter"
done
image_of hostile -D CALLS=1 -D INTERRUPTS=1 -D PENDING=1 -D LOOP=1 -D RESTARTS=1 -D ATTACK=1 \
	-D WAKES=1 -D RESETS=1 -D CRASHES=1 -D SGIS=1
counted "$OUT/ecu-hostile.elf" ecu-hostile 1 ,levels=off
jitter hostile >>"$OUT/ecu.jitter"
image_of linux -D LINUX=1 -D 'SECONDS="ecu.seconds=4"'
counted "$OUT/ecu-linux.elf" ecu-linux 1 ,levels=off
jitter linux >>"$OUT/ecu.jitter"
cat "$OUT/ecu.jitter"
for case in $storms hostile linux; do
	verified "$case"
done
bound hostile
bound linux
