#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: soak.sh [ROUNDS]
# tests/cases/tee/soak/system.dts in both modes of shared memory, ROUNDS rounds of each mistreatment (default 100): what is held must
# be the same in each life of the guest. Then tests/cases/linux/shared, a fifth of ROUNDS. Some minutes. Prints what was counted; the last line is `N passed, N failed`.
set -u
rounds=${1:-100}
case $rounds in
'' | *[!0-9]*) echo "usage: soak.sh [ROUNDS]" >&2; exit 2 ;;
esac
BUILD=${BUILD:-build}
mkdir -p "$BUILD/tests/soak"
. tests/kit/check.sh

for mode in window dynamic; do
	log=$BUILD/tests/soak/soak-$mode.log
	echo "soak: $mode mode, $rounds rounds: console in $log"
	define=ROUNDS=$rounds
	[ "$mode" = window ] || define="$define -D DYNAMIC"
	# shellcheck disable=SC2086 # words
	"$BUILD/bulkhead" run tests/cases/tee/soak/system.dts -D $define -o "$BUILD/tests/soak/soak.elf" --timeout $((300 + rounds * 30)) \
		-- -icount shift=1,sleep=off </dev/null 2>&1 | sed -u 's/\r//g; s/\x1b\[[0-9;]*m//g' >"$log"
	grep -E '(ABUSE|WITNESS) (passed|FAILED)|REBOOT (ended|FAILED)' "$log"
	grep -Eq "^left \| ABUSE passed: [0-9]+ clients and $rounds supplicants" "$log"
	check "$mode: killed clients and tee-supplicants leave nothing behind" $?
	grep -Eq "^left \| REBOOT ended: $rounds resets" "$log"
	check "$mode: the guest is reset $rounds times in the middle of calls" $?
	lives=$(grep -c '^left | REBOOT life' "$log")
	kinds=$(sed -n 's/^left | REBOOT life [0-9]*: //p' "$log" | sort -u)
	echo "$lives lives began with: $kinds"
	[ "$lives" -eq $((rounds + 1)) ] && [ "$(echo "$kinds" | wc -l)" -eq 1 ]
	check "$mode: each life begins with the same held by the TEE and the mediator" $?
	grep -Eq '^right \| WITNESS passed: [1-9]' "$log"
	check "$mode: the other guest notices nothing" $?
	! grep -Eq 'fault at|bulkhead: right: (vcpu|restarts|watchdog)' "$log"
	check "$mode: nobody faults" $?
done

rounds=$(((rounds + 4) / 5))
for gic in 2 3; do
	log=$BUILD/tests/soak/shared-gicv$gic.log
	echo "soak: two guests of two vCPUs on the same two cores, GICv$gic, $rounds rounds: console in $log"
	"$BUILD/bulkhead" run tests/cases/linux/shared/system.dts -D "BOARD=\"qemu-virt-gicv$gic\"" -D "ROUNDS=$rounds" --cpu cortex-a57 \
		-o "$BUILD/tests/soak/shared.elf" --timeout $((300 + rounds * 60)) -- -icount shift=2,sleep=off </dev/null 2>&1 |
		sed -u 's/\r//g; s/\x1b\[[0-9;]*m//g' >"$log"
	sed -n 's/.*\(the longest took [0-9]* ms\).*/\1/p' "$log" | sort | uniq -c
	[ "$(grep -c "GUEST linux-[ab] done: status 0 after $rounds rounds" "$log")" -eq 2 ]
	check "GICv$gic: both pass all rounds of their self-tests" $?
done
summary
