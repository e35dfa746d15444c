#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The cases of tests/cases/smmu, on QEMU 10 (`make qemu10`). Where that can't be fetched they are left out, and a line says so;
# on the host's own QEMU the core must stop with one line, since the SMMU of that has no stage 2.
set -u
BUILD=${BUILD:-build}
. tests/kit/check.sh

mkdir -p "$BUILD/tests/smmu"
image=$BUILD/tests/smmu/edu.elf
log=$BUILD/tests/smmu/old.log
holds "a system with streams compiles" "$BUILD/bulkhead" compile tests/cases/smmu/edu/system.dts -o "$image"
case $(qemu-system-aarch64 --version) in
*'version '[5-8].*)
	timeout -s KILL 5 "$BUILD/bulkhead" run "$image" --timeout 3 >"$log" 2>&1 </dev/null
	grep -q '^bulkhead: the SMMU has no stage 2' "$log"
	check "an SMMU without stage 2: one line" $? "$log"
	! grep -q 'TEST' "$log"
	check "an SMMU without stage 2: nothing runs" $? "$log"
	;;
esac
# Whom a bystander trusts, with the SMMU and without it.
trusts() { # trusts BOARD [ACCEPT]: what the report says of the bystander
	"$BUILD/bulkhead" report --text -D "BOARD=\"$1\"" -D "ACCEPT=${2:-}" tests/cases/smmu/trust.dts 2>&1 |
		sed -n '/^  bystander .*trusts/,/^$/p'
}
! trusts qemu-virt-smmu | grep -q 'owner'
check "with an SMMU, a bystander doesn't trust the owner of a bus master" $?
matches "without it, it does" '^    owner  *DMA' "$(trusts qemu-virt-gicv3 'accept = "dma";')"
matches "without it, that has to be accepted" 'V053' \
	"$("$BUILD/bulkhead" compile -D 'BOARD="qemu-virt-gicv3"' tests/cases/smmu/trust.dts -o "$BUILD/tests/smmu/trust.elf" 2>&1)"
if make --no-print-directory -s BUILD="$BUILD" qemu10 >"$BUILD/tests/smmu/qemu10.log" 2>&1; then
	counted tests/kit/cases.sh 'smmu/*'
	# Each address that the driver has said has a report, of what it said.
	lost=$(sed -nE 's/^driver: SWEEP (.*) 0x0*([0-9a-f]+)$/\1 0x\2/p' "$BUILD/tests/cases/smmu/edu/qemu10.log.plain" |
		while read -r tried; do
			grep -qx "bulkhead: driver: stream 0x8: $tried refused: no page (event 0x10)" \
				"$BUILD/tests/cases/smmu/edu/qemu10.log.plain" || echo "$tried"
		done)
	equal "no refused access goes unreported" "$lost" ''
	[ "$(grep -c '^driver: SWEEP' "$BUILD/tests/cases/smmu/edu/qemu10.log.plain")" -ge 1000 ]
	check "a sweep of random addresses" $?
else
	tail -n 1 "$BUILD/tests/smmu/qemu10.log"
	echo "test-smmu: QEMU 10 can't be fetched: the cases of tests/cases/smmu are left out"
fi
summary
