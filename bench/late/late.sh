# shellcheck shell=sh
# SPDX-License-Identifier: BSD-3-Clause
# How late the task of tests/cases/time/generated is. Sourced, after bench/lib.sh.

# Options of QEMU: with a timer every microsecond, no core runs for longer while the others stand still.
TURNS='-netdev hubport,id=turns,hubid=0 -object filter-buffer,id=turn,netdev=turns,interval=1'

# released_late CORES BOOTARGS NAME: prints how late the latest release is, in instructions of the task's core; writes NAME.elf,
# NAME.log and NAME.late
released_late() {
	[ "$1" = 1 ] && turns= || turns=$TURNS
	rm -f "$3.late"
	# shellcheck disable=SC2086 # words
	"$BUILD/bulkhead" run tests/cases/time/generated/system.dts -o "$3.elf" -D "CORES=$1" -D "ATTACK=\"$2\"" \
		-D 'LATEST="1000000000"' --timeout 300 -- \
		$ICOUNT $turns -plugin "$BUILD/bench/late.so,out=$3.late" </dev/null >"$3.log" 2>&1
	awk '$1 == "late" && $2 == 0 && $3 == 300 { print $4 }' "$3.late"
}

# late_bound NAME: prints how long the core blocks the task by `verify`'s formula, and adds a microsecond for the switch and the
# task.
late_bound() {
	"$BUILD/bulkhead" report "$1.elf" |
		sed -n 's/^<tr><th>task\/0<.*data-label="blocked at most">\([0-9]*\) µs<.*/\1/p' | awk '{ print 1000 * $1 + 1000 }'
}
