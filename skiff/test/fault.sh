#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Every fatal mistake ends in exactly one readable report, and the machine ends.
#   fault.sh IMAGE QEMU [ARGUMENT...]
image=$1
shift
passed=0
failed=0


check() { # check NAME REPORT: runs with fault=NAME, expects REPORT
	name=$1 report=$2
	shift 2
	output=$(timeout 20 "$@" -kernel "$image" -append "fault=$name" </dev/null 2>&1)
	status=$?
	count=$(printf '%s\n' "$output" | grep -c '^skiff: \(panic\|fault\)')
	if [ $status -eq 0 ] && [ "$count" -eq 1 ] && printf '%s\n' "$output" | grep -q "$report"; then
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
check canary 'skiff: panic: stack overflow: thread wide' "$@"
check assert 'skiff: panic: assertion failed: two + two == 5' "$@"
check oom 'skiff: panic: out of memory: 65536 bytes wanted' "$@"
check deadlock 'skiff: panic: deadlock' "$@"
check write-text 'skiff: fault: write to a bad address' "$@"
check run-data 'skiff: fault: jump to a bad address' "$@"
check jump 'skiff: fault: jump to a bad address' "$@"
check abort 'skiff: panic: abort' "$@"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
