#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Every fatal mistake ends in exactly one readable report, and the machine ends.
#   fault.sh IMAGE.bin QEMU [ARGUMENT...]    on virt
#   fault.sh IMAGE.elf [RUNNER]              as a process
# CARELESS=1: it was built without assertions.
image=$1
shift
# shellcheck source=tests/kit/check.sh
. "$(dirname "$0")/../../tests/kit/check.sh"

boot() { # boot NAME COMMAND...: its output, and how it ended: 0 is right
	name=$1
	shift
	case $image in
	*.bin) timeout 20 "$@" -kernel "$image" -append "fault=$name" </dev/null 2>&1 ;;
	# A process ends with 1 after a report.
	*) timeout 20 "$@" "$image" "fault=$name" </dev/null 2>&1; [ $? -eq 1 ] ;;
	esac
}

reports() { # reports NAME REPORT COMMAND...: boots with fault=NAME, expects REPORT
	name=$1 report=$2
	shift 2
	output=$(boot "$name" "$@")
	status=$?
	count=$(printf '%s\n' "$output" | grep -c '^skiff: \(panic\|fault\)')
	if [ $status -eq 0 ] && [ "$count" -eq 1 ] && printf '%s\n' "$output" | grep -qE "$report"; then
		pass "$name"
	else
		fail "$name: expected '$report', ended with $status"
		printf '%s\n' "$output"
	fi
}

reports null 'skiff: fault: null pointer' "$@"
reports overflow 'skiff: fault: stack overflow' "$@"
reports thread-overflow 'skiff: fault: stack overflow' "$@"
reports jump-over-guard 'skiff: fault: stack overflow' "$@"
reports jump-over-guard-sized 'skiff: fault: stack overflow' "$@"
reports thread-jump-over-guard 'skiff: fault: stack overflow' "$@"
reports canary 'skiff: panic: stack overflow: thread wide' "$@"
reports oom 'skiff: panic: out of memory: 65536 bytes wanted' "$@"
reports huge-malloc 'skiff: panic: out of memory: 18446744073709551615 bytes wanted' "$@"
reports huge-calloc 'skiff: panic: out of memory' "$@"
# Mistakes that only assertions find.
if [ -z "$CARELESS" ]; then
	reports wild-free 'skiff: panic: assertion failed' "$@"
	reports inner-free 'skiff: panic: (assertion failed|block freed twice)' "$@"
	reports assert 'skiff: panic: assertion failed: two [+] two == 5' "$@"
fi
reports double-free 'skiff: panic: (assertion failed|block freed twice)' "$@"
reports double-free-later 'skiff: panic: (assertion failed|block freed twice)' "$@"
reports double-free-large 'skiff: panic: (assertion failed|block freed twice)' "$@"
reports unlock-other 'skiff: panic: (assertion failed|mutex unlocked by)' "$@"
reports lock-twice 'skiff: panic: (assertion failed|mutex locked twice)' "$@"
reports double-join 'skiff: panic: thread joined twice' "$@"
reports join-by-two 'skiff: panic: thread joined twice' "$@"
reports join-detached 'skiff: panic: thread joined twice, or joined and detached' "$@"
reports block-in-handler 'skiff: panic: blocked in an interrupt handler' "$@"
reports deadlock 'skiff: panic: deadlock' "$@"
reports join-deadlock 'skiff: panic: deadlock' "$@"
reports write-text 'skiff: fault: (write|access) to a bad address' "$@"
reports run-data 'skiff: fault: jump to a bad address' "$@"
reports jump 'skiff: fault: jump to a bad address' "$@"
reports abort 'skiff: panic: abort' "$@"
summary
