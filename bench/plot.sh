#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Plots of results.json, SVG and PNG, with other systems' figures (bench/peers.txt) where the same was measured.
set -eu
. bench/lib.sh
command -v gnuplot >/dev/null || fail "gnuplot is missing: run make setup"
results=$OUT/results.list
sed -n 's/.*"name": "\([^"]*\)", "value": \([^,]*\), "unit": "\([^"]*\)".*/\1 \2 \3/p' "$OUT/results.json" >"$results"

# draw NAME: the gnuplot commands on standard input, once for each format.
draw() {
	cat >"$OUT/$1.gp"
	for format in svg png; do
		{
			[ $format = svg ] && echo 'set terminal svg size 1100,500 font "sans,11" background "white"' ||
				echo 'set terminal pngcairo size 1100,500 font "sans,10"'
			echo "set output '$OUT/$1.$format'"
			cat "$OUT/$1.gp"
		} | gnuplot 2>"$OUT/gnuplot.log" || {
			cat "$OUT/gnuplot.log" >&2
			fail "gnuplot can't draw $1"
		}
	done
}

# bars NAME TITLE OUR-NAME PEERS FIGURES: clustered bars with a logarithmic axis; a system without the figure has none.
bars() {
	awk -v peers="$4" -v ours="$3" -v figures="$5" '
		FILENAME ~ /peers.txt$/ { if (!/^#/) peer[$1, $2] = $3; next }
		{ value[$1] = $2 }
		END {
			n = split(peers, p, " "); m = split(figures, f, " ")
			printf "figure %s", ours
			for (i = 1; i <= n; i++) printf " %s", p[i]
			print ""
			for (j = 1; j <= m; j++) {
				if (!(f[j] in value)) continue
				label = f[j]; sub(/^[a-z]*\./, "", label)
				printf "%s %s", label, value[f[j]]
				for (i = 1; i <= n; i++) printf " %s", (((f[j], p[i]) in peer) ? peer[f[j], p[i]] : "?")
				print ""
			}
		}' bench/peers.txt "$results" >"$OUT/$1.dat"
	[ "$(wc -l <"$OUT/$1.dat")" -gt 1 ] || return 0
	draw "$1" <<GNUPLOT
set title "$2" noenhanced
set style data histogram
set style histogram clustered gap 1
set style fill solid 0.9 border -1
set datafile missing "?"
set logscale y
set yrange [1:*]
set grid ytics
set key outside top center horizontal noenhanced
set xtics rotate by -30 noenhanced
plot for [i=2:$(($(echo "$4" | wc -w) + 2))] '$OUT/$1.dat' using i:xtic(1) title columnheader(i)
GNUPLOT
}

bars core "Operations of a guest: instructions of all exception levels" Bulkhead "Bao Xen KVM-VHE KVM-nVHE" \
	"core.hvc_null core.smc_null core.forward_smc core.forward_mmio core.gicd_typer_read core.gicd_isenabler_read \
	core.gicd_ipriority_write core.gicr_isenabler_write core.sgi_no_target core.sgi_self core.vtimer core.wfi_wake"
bars size "Size and memory of the hypervisor (bytes, lines), instructions to the guest" Bulkhead "Bao Xen" \
	"core.text_bytes core.ram_one_vm core.lines core.boot_one_vm"
bars skiff "Operations of a unikernel: instructions" Skiff "Unikraft" \
	"skiff.malloc_free skiff.malloc_free_1000_held skiff.yield skiff.sem_pingpong skiff.mutex skiff.thread_create \
	skiff.snprintf skiff.memcpy_64k skiff.memset_64k skiff.strlen_4095 skiff.clock"
bars hello "The smallest unikernel on virt: bytes, instructions to main" Skiff "Unikraft-smallest Unikraft" \
	"skiff.hello_image_bytes_virt skiff.hello_ram_bytes_virt skiff.hello_boot_virt"

if [ -s "$OUT/density.table" ]; then
	draw density <<GNUPLOT
set title "Services on one core: cost of a request when all wake at once, and boot of all"
set logscale x
set xlabel "instances"
set ylabel "instructions a request"
set yrange [0:*]
set y2label "instructions until all have started"
set y2tics
set logscale y2
set grid
set key outside top center horizontal
plot '$OUT/density.table' using 1:3 with linespoints title "a request", \
	'$OUT/density.table' using 1:2 axes x1y2 with linespoints title "boot of all (right)"
GNUPLOT
fi
if [ -s "$OUT/ecu-alone.histogram" ] && [ -s "$OUT/ecu-hostile.histogram" ]; then
	draw jitter <<GNUPLOT
set title "Jitter of the ecu's 1 ms task: releases by lateness"
set style data histogram
set style fill solid 0.9 border -1
set datafile separator tab
set logscale y
set yrange [0.5:*]
set grid ytics
set xtics noenhanced
plot '$OUT/ecu-alone.histogram' using 2:xtic(1) title "alone", '$OUT/ecu-hostile.histogram' using 2 title "hostile guest below"
GNUPLOT
fi
