#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Images with all options off, with random ones, and with each pair of scheduler, allocator, C library and link-time
# optimisation are built, run, and pass the tests of their libraries: as machines, in VMs of Bulkhead, as extensions and as processes.
#   random.sh FOLDER FIRST LAST QEMU...     seeds; 0: all off, on each platform, and the pairs
folder=$(realpath -m "$1") first=$2 last=$3
shift 3
root=$(realpath ../)
bulkhead=$root/build/bulkhead
. ../tests/kit/check.sh
rm -rf "$folder"
mkdir -p "$folder"

# Images share objects, so later images build faster.
build() { # build NAME PLAT DEFCONFIG SET: the image $folder/NAME.elf, .bin
	app=test/random
	[ "$2" != extension ] || app=test/passive
	if output=$(make -s APP="$app" PLAT="$2" DEFCONFIG="$3" SET="$4" O="$folder/build" 2>&1); then
		for suffix in elf bin; do
			[ ! -f "$folder/build/${app#*/}.$suffix" ] || mv "$folder/build/${app#*/}.$suffix" "$folder/$1.$suffix"
		done
		rm -rf "$folder/build"
		return 0
	fi
	rm -rf "$folder/build"
	fail "$1 builds ($3 $4)"
	printf '%s\n' "$output" | grep -v lto-wrapper | head -n 12
	return 1
}

ran() { # ran NAME TEXT: it says that it runs, no test failed, and it left no report
	if printf '%s\n' "$2" | grep -qE '(^|: )random: runs$' && ! printf '%s\n' "$2" | grep -qE 'FAIL|skiff: (panic|fault)'; then
		pass "$1"
	else
		fail "$1"
		printf '%s\n' "$2" | tail -n 12
	fi
}

# VMs are collected and then booted together.
vms='' clients=''
later() { # later NAME PLAT
	if [ "$2" = bulkhead ]; then
		vms="$vms $1"
	else
		clients="$clients $1"
	fi
}

describe() { # describe: the system of $vms and $clients
	printf '%s\n' '/dts-v1/;' '/ { compatible = "bulkhead,system"; model = "random"; board = "qemu-virt-gicv3"; cpus = <1>; vms {'
	for vm in $vms; do
		echo "$vm { image = \"$folder/$vm.elf\"; memory = <0x1000000>; stack-size = <0x10000>; };"
	done
	for vm in $clients; do
		echo "c-$vm { image = \"$root/build/skiff/client/client.elf\"; routes { passive { class = \"smc\"; range = <0xc3000000 0xc30000ff>;"
		echo "extension = \"$vm\"; results = <4>; budget-us = <500000>; error = <0xffffffff 0xfffffffa>; }; }; };"
		echo "$vm { kind = \"extension\"; image = \"$folder/$vm.elf\"; memory = <0x600000>; restart { max = <100>; }; };"
	done
	echo '}; };'
}

together() { # together: one boot
	[ -n "$vms$clients" ] || return 0
	describe >"$folder/system.dts"
	output=$(cd "$root" && timeout -s KILL 400 "$bulkhead" run --timeout 300 -o "$folder/system.elf" "$folder/system.dts" \
		-- -icount shift=1,sleep=off </dev/null 2>&1 | tr -d '\r')
	matches "a boot of$vms$clients" '^bulkhead: all VMs have ended' "$output"
	for vm in $vms; do
		ran "$vm in a VM" "$(printf '%s\n' "$output" | sed -n "s/^$vm: //p; s/^bulkhead: $vm: fault/FAIL &/p")"
	done
	for vm in $clients; do
		# Every mistake is found, but for the last one with an allocator that only takes: a block that is freed twice.
		seed=${vm#seed-} mistakes=5
		! grep -q '^CONFIG_ALLOC_BUMP=y' "$folder/extension-${seed%-extension}.config" || mistakes=4
		equal "$vm as an extension" "$(printf '%s\n' "$output" | grep -cE "^c-$vm: mistake [1-$mistakes]: error -6, then 0, asked 1 times$")" $mistakes
	done
	rm -f "$folder"/*.elf "$folder"/*.bin
	vms='' clients=''
}

try() { # try NAME PLAT DEFCONFIG SET QEMU...
	name=$1 plat=$2
	build "$1" "$2" "$3" "$4 $([ "$plat" != virt ] || echo VIRT_IMAGE_BLOCKS=5)" || return
	shift 4
	case $plat in
	virt) ran "$name on virt" "$(timeout 60 "$@" -kernel "$folder/$name.bin" </dev/null 2>&1 | tr -d '\r')" ;;
	linux) ran "$name as a process" "$(timeout 60 "$folder/$name.elf" </dev/null 2>&1)" ;;
	*)
		later "$name" "$plat"
		[ "$(echo "$vms$clients" | wc -w)" -lt 12 ] || together
		return ;;
	esac
	rm -f "$folder/$name".*
}

# Each value of each of the four stands beside each of the others; the halves of the list swap platforms when FIRST is odd.
pairs() { # pairs QEMU...
	n=$first
	while read -r sched alloc libc lto; do
		n=$((n + 1))
		[ $((n % 2)) -eq 0 ] && plat=virt || plat=bulkhead
		libc_set=$([ "$libc" = NOLIBC ] || echo "LIB_$libc=y")
		panic=$([ "$alloc" != BUMP ] || echo ALLOC_PANIC=n)
		try "$(echo "$sched-$alloc-$libc-$lto" | tr 'A-Z' 'a-z')" $plat test/random/defconfig \
			"LIB_THREAD=y LIB_TEST=y SCHED_$sched=y ALLOC_$alloc=y $libc_set LTO=$lto $panic" "$@"
	done <<-'END'
		COOP TLSF NOLIBC y
		COOP BUDDY PICOLIBC n
		COOP BUMP MUSL y
		FIXED TLSF PICOLIBC y
		FIXED BUDDY MUSL y
		FIXED BUMP NOLIBC n
		FIXED TLSF MUSL n
		COOP BUDDY NOLIBC y
		FIXED BUMP PICOLIBC y
	END
}

for seed in $(seq "$first" "$last"); do
	plats='virt bulkhead extension linux'
	[ "$seed" -eq 0 ] || plats=$(echo "$plats" | cut -d' ' -f$((seed % 4 + 1)))
	for plat in $plats; do
		config=$folder/$plat-$seed.config
		app=test/random
		[ "$plat" != extension ] || app=test/passive
		SKIFF_APP=$PWD/$app SKIFF_APP_NAME=random PLAT=$plat /usr/bin/python3 scripts/kconfig.py random "$seed" "$config" || exit 1
		try "seed-$seed-$plat" "$plat" "$config" '' "$@"
	done
done
pairs "$@"
together
summary
