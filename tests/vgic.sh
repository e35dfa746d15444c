#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The virtual interrupt controller beside QEMU's: one program of random accesses, interrupts and ends runs on the bare
# machine and as a guest, and must see the same (tests/cases/vgic/diff).
#   tests/vgic.sh [STEPS [SEED...]]     default: 1000 steps of seeds 1 and 2
# A difference: its first lines, from the thousand steps in which it is.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
. tests/kit/check.sh
steps=${1:-1000}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- 1 2
case=tests/cases/vgic/diff
out=$BUILD/$case
seconds=$((60 + steps / 100))
icount='-icount shift=0,sleep=off'

seen() { grep '^step\|^diff' "$1" | tr -d '\r' >"$1.seen"; }

# shellcheck disable=SC2086 # words
both() { # both GIC CPUS ARGUMENTS: both consoles
	timeout -s KILL "$seconds" qemu-system-aarch64 -machine "virt,gic-version=$1" -cpu cortex-a57 -smp "$2" -m 128 -nographic \
		-nic none -no-reboot $icount -kernel "$out/guest.elf" -append "$3" </dev/null >"$out/bare" 2>&1
	"$BUILD/bulkhead" run $case/system.dts -o "$out/system.elf" -D "BOARD=\"qemu-virt-gicv$1\"" -D "CPUS=$2" \
		-D "ARGUMENTS=\"$3\"" --cpu cortex-a57 --timeout "$seconds" -- $icount </dev/null >"$out/ours" 2>&1
	seen "$out/bare"
	seen "$out/ours"
}

for seed in "$@"; do
	for machine in '3 1' '3 2' '3 3' '2 1' '2 3'; do
		# shellcheck disable=SC2086 # GIC, CPUS
		both $machine "$seed $steps ${machine#* } 0 0"
		grep -q "^diff done" "$out/bare.seen" && cmp -s "$out/bare.seen" "$out/ours.seen"
		same=$?
		check "GICv${machine% *}, ${machine#* } vCPUs, seed $seed, $steps steps: as on the bare machine" $same
		[ $same -eq 0 ] || diff "$out/bare.seen" "$out/ours.seen" | head -n 5
	done
done
summary
