#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#   tests/smmu.sh [long]
# The cases of tests/cases/smmu (long: of tests/cases/dma), on QEMU 10 (`make qemu10`). Where that can't be fetched they are left out, and a line says so;
# on the host's own QEMU the core must stop with one line, since the SMMU of that has no stage 2.
set -u
BUILD=${BUILD:-build}
. tests/kit/check.sh

area=smmu attack=smmu/edu addresses=1000
if [ "${1:-}" = long ]; then
	area=dma attack=dma/attack addresses=10000
fi
swept=$BUILD/tests/cases/$attack/qemu10.log.plain
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
# What a driver has attacked by name is what the image's map says, and each name has as many reports of writes and reads at least.
by_kind() { # by_kind LOG SYSTEM VM WRITES READS NAMES PAIRS
	tr -d '\r' <"$1" | awk -v vm="$3" '
		$1 == vm ":" && $2 == "TARGET" { sub(/0x0*/, "0x", $4); if ($4 == "0x") $4 = "0x0"; kind[$4] = $3 }
		index($0, "bulkhead: " vm ": stream 0x8: ") == 1 && / refused: no page \(event 0x10\)$/ {
			for (a in kind) if (index($0, " " a " refused")) count[kind[a], $5 == "write"]++
		}
		END { for (a in kind) print kind[a], a, count[kind[a], 1] + 0, count[kind[a], 0] + 0 }' | sort >"$1.kinds"
	for name in $6; do
		found=$(sed -n "s/^$name //p" "$1.kinds" | head -n 1)
		writes=${found#* } reads=${writes#* } writes=${writes% *}
		[ "${writes:-0}" -ge "$4" ] && [ "${reads:-0}" -ge "$5" ]
		check "$name at ${found%% *}: ${found#* } events of writes, of reads" $?
	done
	"$BUILD/bulkhead" compile "$2" --map -o "$image" >"$1.map"
	echo "$7" | while IFS='=' read -r name part; do
		echo "$part=$(sed -n "s/^$name \([^ ]*\) .*/\1/p" "$1.kinds")"
	done >"$1.pairs"
	while IFS='=' read -r part address; do
		while read -r from to _ _ what; do
			[ "${what%,*}" = "$part" ] && [ $((address)) -ge $((from)) ] && [ $((address)) -lt $((to)) ] && echo here
		done <"$1.map" | grep -q here
		check "$address is the map's \"$part\"" $?
	done <"$1.pairs"
}
everywhere='core streams table image victim itself lane firmware secure-memory distributor doorbell console smmu configuration own-bar
peer-bar above-39-bits end-of-44-bits'
parts='core=core: text
streams=core: streams
table=core: tables
victim=VM victim: memory'

# Of the core, its tables and the images, no word has changed, and the machine's memory was there to look at.
unchanged() { # unchanged CASE IMAGE...
	case=$1
	shift
	tests/kit/memory.py "$BUILD/tests/cases/$case/qemu10.elf" "$BUILD/tests/cases/$case.ram" \
		"$BUILD/tests/cases/$case/qemu10.log.plain.map" >"$own/unchanged"
	check "memory at the end can be read" $?
	for part in 'core: text' 'core: rodata' 'core: manifest' 'core: tables' 'core: streams' "$@"; do
		grep -q "^[0-9]* of .*: $part\$" "$own/unchanged" &&
			! grep -v '^0 of ' "$own/unchanged" | grep -q ": $part\$"
		check "no word has changed: $part" $? "$own/unchanged"
	done
	equal "no other part of the image has changed" "$(grep -v '^0 of ' "$own/unchanged")" ''
	rm -f "$BUILD/tests/cases/$case.ram"
}

own=$BUILD/tests/$area-sh # test-smmu and test-dma may run at the same time
mkdir -p "$own"
image=$own/edu.elf
log=$own/old.log
holds "a system with streams compiles" "$BUILD/bulkhead" compile tests/cases/smmu/edu/system.dts -o "$image"
if [ "$area" = smmu ]; then
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
	# The systems of the cases: no VM has its memory where it knows it, and on a board without an SMMU they aren't accepted.
	for system in tests/cases/smmu/*/system.dts; do
		name=${system#tests/cases/smmu/} name=${name%/system.dts}
		"$BUILD/bulkhead" compile -D 'VENDOR="0"' "$system" --map -o "$own/case.elf" >"$own/case.map" 2>"$log"
		check "$name compiles" $? "$log"
		grep -q 'VM .*: memory' "$own/case.map"
		check "$name: the map says where its VMs are" $? "$own/case.map"
		equal "$name: no VM has its memory where it knows it" \
			"$(grep 'VM .*: memory' "$own/case.map" | grep -v ': memory, which it has at')" ''
		# A VM with a device tree can't use its device at another address than its own: the compiler says so first.
		sed "s,\"qemu-virt-smmu\",\"qemu-virt-gicv3\",; s,\"\.\./disk/,\"$PWD/tests/cases/smmu/disk/," "$system" >"$own/case.dts"
		! "$BUILD/bulkhead" compile -D 'VENDOR="0"' -D 'BOARD="qemu-virt-gicv3"' -D ACCEPT= "$own/case.dts" \
			-o "$own/case.elf" >"$log" 2>&1 &&
			grep -q ': V053 \|is a bus master: it would reach other memory' "$log"
		check "$name without an SMMU is refused" $? "$log"
	done
	# The attacking one where its memory is where it knows it: then the verifier is asked.
	sed 's,"qemu-virt-smmu","qemu-virt-gicv3",; s,devices = "pci/edu";,& memory-at = <0x40200000>; memory-ipa = <0x40200000>;,
		/lane {/d; /devices = "pci\/neighbour"/d' tests/cases/smmu/edu/system.dts >"$own/case.dts"
	matches "edu without an SMMU: the verifier refuses it" 'V053 .*: pci/edu of VM driver can reach all memory' \
		"$("$BUILD/bulkhead" compile "$own/case.dts" -o "$own/case.elf" 2>&1)"
	matches "without it, that has to be accepted" 'V053' \
		"$("$BUILD/bulkhead" compile -D 'BOARD="qemu-virt-gicv3"' tests/cases/smmu/trust.dts -o "$own/trust.elf" 2>&1)"
fi
if make --no-print-directory -s BUILD="$BUILD" qemu10 >"$own/qemu10.log" 2>&1; then
	counted tests/kit/cases.sh "$area/*"
	all_reported "$swept" "$addresses"
	by_kind "$swept" tests/cases/smmu/edu/system.dts driver 1 1 "$everywhere" "$parts
image=image: driver.elf
itself=VM driver: memory
lane=channel lane"
	unchanged "$attack" 'image: driver.elf' 'image: victim.elf'
	if [ "$area" = smmu ]; then
		# A frame that is read and one that is written, and both rings, which are read.
		by_kind "$BUILD/tests/cases/smmu/nic/qemu10.log.plain" tests/cases/smmu/nic/system.dts lan-uplink 1 3 \
			"$everywhere as-the-victim back-end own-lane" "$parts
image=image: nic-test.elf
itself=VM lan-uplink: memory
back-end=VM lan-victim: memory
lane=channel lan-0-1"
		unchanged smmu/nic 'image: nic-test.elf' 'image: client.elf'
	fi
else
	tail -n 1 "$own/qemu10.log"
	echo "test-smmu: QEMU 10 can't be fetched: the cases of tests/cases/smmu are left out"
fi
summary
