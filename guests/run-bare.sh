#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Boot our Linux guest on QEMU's virt machine without a hypervisor: what benchmarks compare with.
set -eu

usage() {
	cat <<'USAGE'
usage: run-bare.sh [options] [WORD...]

Boot build/guests/linux/Image with build/guests/initramfs.cpio on bare QEMU. WORDs are added to the kernel's
command line (see guests/init/init: bulkhead.role=selftest ...). The guest's console is standard output.

  --gic 2|3        GIC version (default 3)
  --cpu NAME       default cortex-a57
  --smp N          default 1
  --memory MIB     default 512; at least 1024 with --flash
  --flash FILE     boot this secure world first (build/secure/flash-plain.bin, or a TF-A + OP-TEE built
                   for a single normal world), the kernel then starts at --entry in EL2
  --initramfs FILE another initramfs
  --entry ADDRESS  where the secure world enters the normal one (default 0x60000000)
  --seed N         with --flash: of the address spaces' layout, 1..99999999 (default 1); QEMU's own differs each time
  --icount         one instruction is one nanosecond of virtual time; counts repeat
  --timeout S      end QEMU after S seconds (default 120)
  --help           this text

$BUILD is the build directory (default build/). Exit: QEMU's, or 124 after the time.
USAGE
}

die() {
	printf 'run-bare: %s\n' "$*" >&2
	exit 2
}

build=${BUILD:-$(cd "$(dirname "$0")/.." && pwd)/build}
gic=3 cpu=cortex-a57 smp=1 memory='' flash='' initramfs='' entry=0x60000000 icount='' seconds=120 seed=1
while [ $# -gt 0 ]; do
	case $1 in
	--help | -h) usage; exit 0 ;;
	--icount) icount='-icount shift=0,sleep=off -rtc base=2026-01-01,clock=vm' ;;
	--gic | --cpu | --smp | --memory | --flash | --initramfs | --entry | --seed | --timeout)
		[ $# -ge 2 ] || die "$1 needs a value"
		case $1 in
		--gic) gic=$2 ;;
		--cpu) cpu=$2 ;;
		--smp) smp=$2 ;;
		--memory) memory=$2 ;;
		--flash) flash=$2 ;;
		--initramfs) initramfs=$2 ;;
		--entry) entry=$2 ;;
		--seed) seed=$2 ;;
		--timeout) seconds=$2 ;;
		esac
		shift ;;
	--*) usage >&2; die "unknown option $1" ;;
	*) break ;;
	esac
	shift
done
case $seed in
'' | *[!0-9]* | ?????????*) die "--seed $seed: 1..99999999 is expected" ;;
esac
kernel=$build/guests/linux/Image
initramfs=${initramfs:-$build/guests/initramfs.cpio}
for file in "$kernel" "$initramfs" ${flash:+"$flash"}; do
	[ -f "$file" ] || die "$file is missing: run make first"
done
words="console=ttyAMA0 quiet randomize_kstack_offset=off $*"

common="-cpu $cpu -smp $smp -nographic -nic none -no-reboot $icount"
if [ -z "$flash" ]; then
	# shellcheck disable=SC2086 # options are words
	exec timeout "$seconds" qemu-system-aarch64 -machine "virt,gic-version=$gic" $common -m "${memory:-512}" \
		-kernel "$kernel" -initrd "$initramfs" -append "$words"
fi

# No firmware loads anything: kernel and initramfs are in memory, and the device tree names their addresses.
initrd=$((entry + 0x8000000))
machine="virt,secure=on,virtualization=on,gic-version=$gic"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck disable=SC2086
qemu-system-aarch64 -machine "$machine,dumpdtb=$scratch/board.dtb" $common -m "${memory:-1024}" \
	-bios "$flash" >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2; die "QEMU gives no device tree"; }
dtc -q -I dtb -O dts "$scratch/board.dtb" >"$scratch/guest.dts"
bytes=$(printf '%08d%056d' "$seed" 1)
cat >>"$scratch/guest.dts" <<CHOSEN
/ {
	secure-chosen {
		kaslr-seed = <0x$seed 0x1>;
		rng-seed = [$bytes];
	};
	chosen {
		kaslr-seed = <0x$seed 0x2>;
		rng-seed = [$bytes];
		bootargs = "$words";
		linux,initrd-start = <0x0 $initrd>;
		linux,initrd-end = <0x0 $((initrd + $(stat -L -c %s "$initramfs")))>;
	};
};
CHOSEN
dtc -q -I dts -O dtb "$scratch/guest.dts" -o "$scratch/guest.dtb"
# shellcheck disable=SC2086
timeout "$seconds" qemu-system-aarch64 -machine "$machine" $common -m "${memory:-1024}" -bios "$flash" \
	-dtb "$scratch/guest.dtb" -device "loader,file=$kernel,addr=$entry,force-raw=on" \
	-device "loader,file=$initramfs,addr=$initrd,force-raw=on"
