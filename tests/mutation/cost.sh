#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: cost.sh BUILD
# Time and memory of verifying synthetic systems of 500, 1,000 and 2,000 VMs; one line a figure.
set -eu
build=$1
folder=$build/tests/mutation
for vms in 500 1000 2000; do
	image=$folder/synthetic-$vms.elf
	"$folder/synthetic" -p $((vms / 2)) -w "$image"
	"$build/bulkhead" verify --json "$image" >"$image.json"
	sed -n 's/.*"seconds":\([0-9.]*\).*"leaves":\([0-9]*\).*/\1 \2/p' "$image.json" | {
		read -r seconds leaves
		echo "verify_${vms}_vms_seconds $seconds s"
		echo "verify_${vms}_vms_leaves $leaves leaves"
	}
	kib=$(/usr/bin/time -f %M "$build/bulkhead" verify --quiet "$image" 2>&1 | tail -1)
	echo "verify_${vms}_vms_memory $kib KiB"
	rm -f "$image" "$image.json"
done
# The same for images of the compiler: unikernels that share one text.
for vms in 500 1000 2000; do
	name=$folder/compiled-$vms
	cat >"$name.dts" <<END
/dts-v1/;
/ { compatible = "bulkhead,system"; model = "$vms"; board = "qemu-virt-gicv3"; cpus = <8>;
    memory-size = <0x80000000>;
    vms { hello { image = "apps/hello.elf"; memory = <0x10000>; instances = <$vms>; }; }; };
END
	"$build/bulkhead" compile "$name.dts" -o "$name.elf"
	"$build/bulkhead" verify --json "$name.elf" |
		sed -n "s/.*\"seconds\":\([0-9.]*\).*/verify_compiled_${vms}_vms_seconds \1 s/p"
	rm -f "$name.dts" "$name.elf"
done
