#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Plots of results.json, SVG and PNG, with other systems' figures (bench/peers.txt) where the same was measured.
set -eu
. bench/lib.sh
command -v gnuplot >/dev/null || fail "gnuplot is missing: run make setup"
results=$OUT/results.list
sed -n 's/.*"name": "\([^"]*\)", "value": \([^,]*\), "unit": "\([^"]*\)".*/\1 \2 \3/p' "$OUT/results.json" >"$results"

# draw NAME [WIDTH,HEIGHT]: runs the gnuplot commands of its standard input, once for each format.
draw() {
	size=${2:-1100,500}
	cat >"$OUT/$1.gp"
	for format in svg png; do
		{
			[ $format = svg ] && echo "set terminal svg size $size font 'sans,11' background 'white'" ||
				echo "set terminal pngcairo size $size font 'sans,10'"
			echo "set output '$OUT/$1.$format'"
			cat "$OUT/$1.gp"
		} | gnuplot 2>"$OUT/gnuplot.log" || {
			cat "$OUT/gnuplot.log" >&2
			fail "gnuplot can't draw $1"
		}
	done
}

# bars NAME TITLE UNITS OUR-NAME PEERS FIGURES: draws clustered bars with a logarithmic axis. A system without a figure has no
# bar.
bars() {
	peers=$5
	awk -v peers="$peers" -v ours="$4" -v figures="$6" '
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
set format y "10^{%L}"
set ylabel "$3" noenhanced
set grid ytics
set key outside top center horizontal noenhanced
set bmargin 7
set xtics rotate by -25 noenhanced
plot for [i=2:$(($(echo "$peers" | wc -w) + 2))] '$OUT/$1.dat' using i:xtic(1) title columnheader(i)
GNUPLOT
}

bars core "Operations of a guest" "instructions (forward_*: EL2)" Bulkhead "Bao Xen KVM-VHE KVM-nVHE" \
	"core.hvc_null core.smc_null core.forward_smc core.forward_mmio core.gicd_typer_read core.gicd_isenabler_read \
	core.gicd_ipriority_write core.gicr_isenabler_write core.sgi_no_target core.sgi_self core.vtimer core.wfi_wake core.id_register"
bars size "The hypervisor: size, memory, source, boot" "bytes; lines; instructions" Bulkhead "Bao Xen" \
	"core.text_bytes core.ram_one_vm core.lines core.boot_one_vm"
bars skiff "Operations of a unikernel" "instructions" Skiff "Unikraft" \
	"skiff.malloc_free skiff.malloc_free_1000_held skiff.yield skiff.sem_pingpong skiff.mutex skiff.thread_create \
	skiff.snprintf skiff.memcpy_64k skiff.memset_64k skiff.strlen_4095 skiff.clock"
bars hello "The smallest unikernel on virt: size, memory, boot to main" "bytes; instructions" Skiff "Unikraft-smallest Unikraft" \
	"skiff.hello_image_bytes_virt skiff.hello_ram_bytes_virt skiff.hello_boot_virt"

if [ -s "$OUT/density.table" ]; then
	draw density <<GNUPLOT
set title "Services on one core: what a request takes of it, and the boot of all"
set logscale x
set xrange [0.8:5000]
set xlabel "instances"
set ylabel "instructions a request"
set yrange [0:*]
set y2label "instructions until all have started"
set format y2 "10^{%L}"
set ytics nomirror
set y2tics
set logscale y2
set grid
set key outside top center horizontal
plot '$OUT/density.table' using 1:3 with linespoints lw 2 title "each at its own time", \
	'$OUT/density.table' using 1:8 with linespoints lw 2 title "all at once", \
	'$OUT/density.table' using 1:2 axes x1y2 with linespoints lw 2 dt 2 title "boot of all (right)"
GNUPLOT
	awk 'NR == FNR { if ($1 == "density.ram_own_per_instance") own = $2; next } { print $1, $1 * own / 1024, $5 / 1024 }' \
		"$results" "$OUT/density.table" >"$OUT/memory.dat"
	draw memory <<GNUPLOT
set title "Memory of N services: their own, and the core's"
set logscale xy
set xrange [0.8:5000]
set xlabel "instances"
set ylabel "KiB"
set grid
set key outside top center horizontal
plot '$OUT/memory.dat' using 1:2 with linespoints lw 2 title "services", \
	'$OUT/memory.dat' using 1:3 with linespoints lw 2 title "core: text, tables, state, manifest"
GNUPLOT
fi
if [ -s "$OUT/ecu-alone.histogram" ] && [ -s "$OUT/ecu-linux.histogram" ]; then
	draw jitter <<GNUPLOT
set title "Jitter of the ecu's 1 ms task: how many releases were how late"
set style data histogram
set style histogram clustered gap 1
set style fill solid 0.9 border -1
set datafile separator tab
set logscale y
set yrange [0.5:*]
set xrange [-0.7:4.7]
set xlabel "from the deadline to the task's first instruction"
set ylabel "releases"
set grid ytics
set key outside top center horizontal
set xtics noenhanced
plot '$OUT/ecu-alone.histogram' using 2:xtic(1) title "alone", '$OUT/ecu-loop.histogram' using 2 title "loop below", \
	'$OUT/ecu-interrupts.histogram' using 2 title "interrupts", '$OUT/ecu-restarts.histogram' using 2 title "restarts", \
	'$OUT/ecu-hostile.histogram' using 2 title "all at once", '$OUT/ecu-linux.histogram' using 2 title "two Linux guests"
GNUPLOT
fi
if [ -s "$OUT/worst.table" ]; then
	awk '{ split($1, part, "|"); gsub(/_/, " ", part[1]); gsub(/_/, " ", part[2])
		printf "\"%s: %s\" %d %d\n", part[1], part[2], $4, $5 }' "$OUT/worst.table" | sort -t'"' -k3 -n >"$OUT/worst.dat"
	height=$((160 + 22 * $(wc -l <"$OUT/worst.dat")))
	draw worst 1100,$height <<GNUPLOT
set title "Paths of the core by cause, over the boot tests: longest, and median"
set logscale x
set xrange [50:200000]
set yrange [-0.7:*]
set xlabel "instructions of EL2"
set grid xtics
set key outside top center horizontal
set style fill solid 0.9 border -1
set boxwidth 0.7
set ytics noenhanced
plot '$OUT/worst.dat' using (sqrt(50*\$3)):0:(50):3:(\$0-0.35):(\$0+0.35):ytic(1) with boxxyerror title "longest", \
	'$OUT/worst.dat' using 2:0 with points pt 7 lc rgb "black" title "median"
GNUPLOT
fi
