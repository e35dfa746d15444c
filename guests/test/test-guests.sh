#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The Linux guest on bare QEMU: its own checks pass there, and they can fail; with the reference secure world,
# the TEE clients too.
set -u

top=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$top/build}
out=$(mktemp)
trap 'rm -f "$out"' EXIT
# shellcheck source=tests/kit/check.sh
. "$top/tests/kit/check.sh"

# expect NAME PATTERN: checks that a line of the last run's console matches.
expect() {
	matches "$1" "$2" "$(cat "$out")"
}

run() {
	"$top/guests/run-bare.sh" "$@" cryptomgr.notests </dev/null 2>&1 | tr -d '\r' >"$out" || true
}

run --smp 2 --gic 2 bulkhead.role=selftest bulkhead.cpus=2 bulkhead.slack_ms=20000
expect "self-test passes with two CPUs on GICv2" '^SELFTEST passed 12 failed 0$'
expect "the guest powers off" 'reboot: Power down'
run --cpu max --memory 256 bulkhead.role=selftest bulkhead.cpus=2 bulkhead.slack_ms=20000 bulkhead.memory=10 bulkhead.end=reboot
expect "self-test misses a CPU" '^SELFTEST cpus-online FAIL 1 of 2$'
expect "and counts it" '^SELFTEST passed 10 failed 1$'
expect "the guest reboots" 'reboot: Restarting system'
run bulkhead.role=tee-tour
expect "without a TEE the guest says so" 'GUEST tee-tour no TEE: '
run bulkhead.role=nonsense
expect "an unknown role is refused" 'unknown role nonsense'
if [ -f "$build/secure/flash-plain.bin" ]; then
	run --flash "$build/secure/flash-plain.bin" bulkhead.role=tee-tour bulkhead.args=--secret,blue,--no-measure
	expect "every example answers on the reference secure world" '^TOUR passed 9 failed 0 skipped 0$'
	run --flash "$build/secure/flash-plain.bin" bulkhead.role=tee-tour \
		bulkhead.args=--check-secret,red,--no-measure
	expect "a secret that nobody kept is missed" '^TOUR secret-own FAIL'
	run --flash "$build/secure/flash-plain.bin" --smp 2 --gic 2 bulkhead.role=tee-stress \
		bulkhead.args=--rounds,50
	expect "four threads get right answers" '^STRESS passed ok 200 refused 0 dead 0 wrong 0'
	run --flash "$build/secure/flash-plain.bin" --smp 2 bulkhead.role=tee-check \
		bulkhead.args=--largest,16777216
	expect "the client API holds" '^CHECK passed 12 failed 0 skipped 0$'
	run --flash "$build/secure/flash-plain.bin" --smp 2 bulkhead.role=tee-abuse bulkhead.args=12
	expect "killed clients and supplicants leave nothing behind" '^ABUSE passed: [1-9][0-9]* clients and 12 supplicants'
	run --flash "$build/secure/flash-plain.bin" bulkhead.role=tee-tour+hostile+tee-tour \
		bulkhead.args.hostile=--messages,--random,10000,--read,0x100000000 bulkhead.args=--no-measure
	expect "every attack is refused" '^HOSTILE refused 37 breaches 0$'
	expect "and the TEE still serves the attacker's kernel" 'done: status 0 '
	run --flash "$build/secure/flash-plain.bin" bulkhead.role=hostile \
		bulkhead.args=--messages,--foreign,0x50000000
	expect "an attack that is granted is called a breach" '^HOSTILE register-foreign-page BREACH'
else
	echo "skipped guests: TEE clients: $build/secure/flash-plain.bin is not built"
fi
summary
