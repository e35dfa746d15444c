#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#   tests/smmu.sh [long]
# The cases of tests/cases/smmu (long: of tests/cases/dma), on QEMU 10 (`make qemu10`). Where that can't be fetched they are left out, and a line says so;
# on the host's own QEMU the core must stop with one line, since the SMMU of that has no stage 2.
set -u
BUILD=${BUILD:-build}
. tests/kit/check.sh

area=smmu swept=$BUILD/tests/cases/smmu/edu/qemu10.log.plain addresses=1000
if [ "${1:-}" = long ]; then
	area=dma swept=$BUILD/tests/cases/dma/attack/qemu10.log.plain addresses=10000
fi
# Each address that the driver has said has a report, of what it said.
all_reported() { # all_reported LOG COUNT
	tr -d '\r' <"$1" | awk '
		/^driver: SWEEP / { sub(/^driver: SWEEP /, ""); sub(/ 0x0*/, " 0x"); tried[$0]; count++ }
		/^bulkhead: driver: stream 0x8: .* refused: no page \(event 0x10\)$/ {
			sub(/^bulkhead: driver: stream 0x8: /, ""); sub(/ refused.*/, ""); told[$0]
		}
		END { for (t in tried) if (!(t in told)) print t; print count " tried" >"'"$1"'.count" }' >"$1.lost"
	equal "no refused access goes unreported" "$(cat "$1.lost")" ''
	[ "$(sed -n 's/ tried//p' "$1.count")" -ge "$2" ]
	check "a sweep of $2 random addresses" $?
}

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
	counted tests/kit/cases.sh "$area/*"
	all_reported "$swept" "$addresses"
else
	tail -n 1 "$BUILD/tests/smmu/qemu10.log"
	echo "test-smmu: QEMU 10 can't be fetched: the cases of tests/cases/smmu are left out"
fi
summary
