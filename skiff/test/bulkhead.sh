#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Unit tests and fault reports in VMs of Bulkhead. Runs from the top folder; images are built.
build=${BUILD:-build}
. tests/kit/check.sh

run() { # run SYSTEM: its console in $output
	output=$("$build/bulkhead" run --timeout 100 -o "$build/skiff/$1.elf" \
		"skiff/test/system/$1.dts" </dev/null 2>&1 | tr -d '\r')
}

expect() { # expect VM REGEX
	matches "$1: $2" "^$1: $2" "$output"
}

run unit
for vm in unit unit-fixed; do
	printf '%s\n' "$output" | grep "^$vm: FAIL"
	count "$vm" "$(printf '%s\n' "$output" | grep -E "^$vm: [0-9]+ passed, [0-9]+ failed$" | tail -n 1)"
	# If a VM is preempted while it prints a line, the core's log splits that line.
	matches "$vm: the line of console_write is whole" 'console (0123456789){75} end' \
		"$(printf '%s\n' "$output" | sed -n "s/^$vm: //p" | tr -d '\n')"
done

run fault
expect fault-null 'skiff: fault: null pointer'
expect fault-overflow 'skiff: fault: stack overflow'
expect fault-thread-overflow 'skiff: fault: stack overflow'
expect fault-jump-guard 'skiff: fault: stack overflow'
expect fault-thread-jump 'skiff: fault: stack overflow'
expect fault-canary 'skiff: panic: stack overflow: thread wide'
expect fault-assert 'skiff: panic: assertion failed: two [+] two == 5'
expect fault-oom 'skiff: panic: out of memory: 65536 bytes wanted'
expect fault-deadlock 'skiff: panic: deadlock'
expect fault-write-text 'skiff: fault: access to a bad address'
expect fault-run-data 'skiff: fault: jump to a bad address'
expect fault-jump 'skiff: fault: jump to a bad address'
expect fault-abort 'skiff: panic: abort'
for vm in null thread-overflow canary assert oom deadlock abort; do
	expect bulkhead "fault-$vm: panicked, status 1"
done
expect bulkhead 'all VMs have ended'

# In an extension, the core reports faults, and Skiff reports what it finds itself. Then the extension starts anew.
run passive
expect bulkhead 'passive: vcpu 0: fault at pc 0x[0-9a-f]+'
expect bulkhead '  esr .*data abort.* far 0x0, '
expect bulkhead '  esr .*data abort.* far 0x[0-9a-f]*f[0-9a-f]{2}, '
expect passive 'skiff: panic: assertion failed: two [+] two == 5'
expect passive 'backtrace: 0x[0-9a-f]+ 0x[0-9a-f]+'
expect passive 'skiff: panic: out of memory: 1000 bytes wanted'
expect passive 'skiff: panic: block freed twice'
for mistake in 1 2 3 4 5; do
	expect client "mistake $mistake: error -6, then 0, asked 1 times"
done
expect bulkhead 'all VMs have ended'

# A disk that is an extension.
run blk
expect client 'begin: 0, [0-9]+ sectors, serial bulkhead-ram'
expect client 'read: 0, 0 words are wrong'
summary
