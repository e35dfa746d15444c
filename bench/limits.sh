#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The exact figures that are cheap to measure against their limits in bench/figures.txt, and the form of results.json.
# One line a check; the last line is `N passed, N failed`.
set -u
cd "$(dirname "$0")/.." || exit 1
export BUILD="${BUILD:-build}"
out=$BUILD/tests/figures
. bench/lib.sh
. tests/kit/check.sh # check.sh's fail() counts
judged_here || exit 0
mkdir -p "$out"

sh bench/core.sh >"$out/core.figures"
check 'the operations of a guest are measured' $?
sh bench/skiff.sh >>"$out/core.figures"
check 'the operations of a unikernel are measured' $?
sh bench/udp.sh >>"$out/core.figures"
check 'a datagram through a unikernel is measured' $?
"$BUILD/bulkhead" compile systems/minimal.dts -o "$out/minimal.elf" --map |
	awk '/^core in all:/ { print "core.ram_one_vm", $4 * 1024, "bytes" }' >>"$out/core.figures"
check 'the memory of the core is measured' $?
. bench/images.sh
image_figures >>"$out/core.figures"
check 'the images of back ends and drivers are measured' $?
for name in device.back_end_text device.back_end_memory device.driver_text device.driver_memory skiff.malloc_free skiff.malloc_free_1000_held skiff.malloc_64_memory skiff.yield skiff.sem_pingpong skiff.mutex \
	skiff.thread_create skiff.snprintf skiff.memcpy_64k skiff.memset_64k skiff.strlen_4095 skiff.memcmp_4095 skiff.strcmp_4095 \
	skiff.fp_memchr_4095 skiff.fp_strchr_4095 skiff.memchr_4095 skiff.strchr_4095 skiff.qsort_1000 skiff.clock \
	skiff.timer_start_stop_4000 skiff.waiter_moves_1000 core.hvc_null core.smc_null core.gicd_typer_read core.gicd_isenabler_read core.gicd_ipriority_write \
	core.gicr_isenabler_write core.sgi_no_target core.sgi_self core.id_register core.vtimer core.vtimer_gicv2 core.wfi_wake core.wfi_wake_idle \
	core.wfi_wake_replace core.vcpu_switch core.forward_smc core.forward_mmio core.ram_one_vm extension.restart \
	posix.udp_echo; do
	value=$(awk -v name=$name '$1 == name { print $2 }' "$out/core.figures")
	most=$(awk -F'|' -v name=$name '$1 == name { print $2 }' bench/figures.txt)
	[ -n "$value" ] && [ -n "$most" ] && [ "$value" -le "$most" ]
	check "$name: ${value:-not measured}, at most ${most:-?}" $?
done
# The figures in the page must be those measured here.
awk -F'|' 'NR == FNR { split($0, f, " "); value[f[1]] = f[2]; next }
	$3 ~ /`/ { name = $3; said = $4; gsub(/[ `]/, "", name); gsub(/[ ,]/, "", said); rows++
		if (name in value && value[name] != said) { print "# " name " is " value[name]; wrong++ } }
	END { exit !rows || wrong }' "$out/core.figures" docs/performance.md
check 'the figures in docs/performance.md' $?
# An operation's instructions are those at EL2 and its own one.
awk '$2 == "total" { total[$1] = $4 } $2 == "el2" { el2[$1] = $4 }
	END { exit total["hvc_null"] - el2["hvc_null"] != 1 || el2["hvc_null"] < 20 }' "$BUILD/bench/core.operations"
check 'the plugin tells EL2 from the guest' $?
sh bench/results.sh "$out/core.figures" >"$out/results.json"
check 'results.json is written' $?
/usr/bin/python3 - "$out/results.json" <<'PYTHON'
import json, sys
figures = json.load(open(sys.argv[1]))
assert len(figures) > 100 and len({f["name"] for f in figures}) == len(figures)
for f in figures:
    assert set(f) == {"name", "value", "unit"}, f
    assert isinstance(f["value"], (int, float)) and isinstance(f["unit"], str) and "." in f["name"], f
PYTHON
check 'results.json: an array of name, value, unit; each name once' $?
if BUILD=$BUILD bench/run.sh nonsense 2>"$out/error"; then
	status=1
else
	grep -q 'no benchmark nonsense' "$out/error"
	status=$?
fi
check 'an unknown benchmark is an error that names those there are' $status
summary
