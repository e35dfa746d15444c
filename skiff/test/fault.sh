#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Every fatal mistake ends in exactly one readable report, and the machine ends.
#   fault.sh IMAGE.bin QEMU [ARGUMENT...]    on virt
#   fault.sh IMAGE.elf [RUNNER]              as a process
# CARELESS=1: it was built without assertions.
image=$1
shift
passed=0
failed=0

boot() { # boot NAME COMMAND...: its output, and how it ended: 0 is right
	name=$1
	shift
	case $image in
	*.bin) timeout 20 "$@" -kernel "$image" -append "fault=$name" </dev/null 2>&1 ;;
	# A process ends with 1 after a report.
	*) timeout 20 "$@" "$image" "fault=$name" </dev/null 2>&1; [ $? -eq 1 ] ;;
	esac
}

check() { # check NAME REPORT COMMAND...: boots with fault=NAME, expects REPORT
	name=$1 report=$2
	shift 2
	output=$(boot "$name" "$@")
	status=$?
	count=$(printf '%s\n' "$output" | grep -c '^skiff: \(panic\|fault\)')
	if [ $status -eq 0 ] && [ "$count" -eq 1 ] && printf '%s\n' "$output" | grep -qE "$report"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $name: expected '$report', ended with $status:"
		printf '%s\n' "$output"
	fi
}

check null 'skiff: fault: null pointer' "$@"
check overflow 'skiff: fault: stack overflow' "$@"
check thread-overflow 'skiff: fault: stack overflow' "$@"
check jump-over-guard 'skiff: fault: stack overflow' "$@"
check jump-over-guard-sized 'skiff: fault: stack overflow' "$@"
check thread-jump-over-guard 'skiff: fault: stack overflow' "$@"
check canary 'skiff: panic: stack overflow: thread wide' "$@"
check oom 'skiff: panic: out of memory: 65536 bytes wanted' "$@"
check huge-malloc 'skiff: panic: out of memory: 18446744073709551615 bytes wanted' "$@"
check huge-calloc 'skiff: panic: out of memory' "$@"
# What only assertions find.
if [ -z "$CARELESS" ]; then
	check wild-free 'skiff: panic: assertion failed' "$@"
	check inner-free 'skiff: panic: assertion failed' "$@"
	check assert 'skiff: panic: assertion failed: two [+] two == 5' "$@"
fi
check double-free 'skiff: panic: (assertion failed|block freed twice)' "$@"
check double-free-later 'skiff: panic: (assertion failed|block freed twice)' "$@"
check double-free-large 'skiff: panic: (assertion failed|block freed twice)' "$@"
check unlock-other 'skiff: panic: (assertion failed|mutex unlocked by)' "$@"
check lock-twice 'skiff: panic: (assertion failed|mutex locked twice)' "$@"
check double-join 'skiff: panic: thread joined twice' "$@"
check join-by-two 'skiff: panic: thread joined twice' "$@"
check join-detached 'skiff: panic: thread joined twice, or joined and detached' "$@"
check block-in-handler 'skiff: panic: blocked in an interrupt handler' "$@"
check deadlock 'skiff: panic: deadlock' "$@"
check join-deadlock 'skiff: panic: deadlock' "$@"
check write-text 'skiff: fault: (write|access) to a bad address' "$@"
check run-data 'skiff: fault: jump to a bad address' "$@"
check jump 'skiff: fault: jump to a bad address' "$@"
check abort 'skiff: panic: abort' "$@"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
