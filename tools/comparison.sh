#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The same car twice, executed: with one Linux service guest, and taken apart. Makes a page of what each VM must
# trust, and of what an exploit in a service reaches. Ends with status 0 only if both attacks ran, and found marks
# exactly where the page says that isolation ends. Options: --help.
set -u
usage='usage: tools/comparison.sh
Runs systems/comparison/service.dts and apart.dts on QEMU, in which services are broken into (-DBROKEN), and writes
BUILD/comparison/index.html. Takes about five minutes.
Environment: BUILD (default build), COMPARISON_TIMEOUT (seconds for each, default 600).'
case ${1:-} in
'') ;;
--help) echo "$usage"; exit 0 ;;
*) echo "comparison: unknown option $1" >&2; echo "$usage" >&2; exit 2 ;;
esac
BUILD=${BUILD:-build}
out=$BUILD/comparison
assets='cluster.memory cluster.disk cluster.frames ivi.memory ivi.disk ivi.frames ecu.memory'
mkdir -p "$out"
failed=0
fail() { echo "comparison: $*" >&2; failed=$((failed + 1)); }

# --- Both systems run ---------------------------------------------------------------------------------------------------------

run() { # run NAME: console in NAME.txt
	echo "$1: an attack from inside; console in $out/$1.log"
	cp --sparse=always "$BUILD/guests/comparison.img" "$out/disk.img" || exit 1
	"$BUILD/bulkhead" run "systems/comparison/$1.dts" -D BROKEN=1 -o "$out/$1.elf" --timeout "${COMPARISON_TIMEOUT:-600}" \
		--disk "$out/disk.img" --net user -- -icount shift=1,sleep=off -global virtio-mmio.force-legacy=false \
		>"$out/$1.log" 2>&1 </dev/null &
	machine=$!
	trap 'kill $machine 2>/dev/null; wait; exit 130' INT TERM
	wait "$machine"
	status=$?
	trap - INT TERM
	# 4: the control unit missed its time. Where a guest polls a device, QEMU's turns between its cores are long: that is judged
	# of the system that is taken apart alone, below.
	[ "$status" -eq 0 ] || [ "$1:$status" = service:4 ] || fail "$1: ended with status $status, the last lines of $out/$1.log:
$(tail -n 5 "$out/$1.log")"
	tr -d '\r' <"$out/$1.log" >"$out/$1.txt"
	# The page shows the system before the attack.
	for form in json html; do
		"$BUILD/bulkhead" report "--$form" "systems/comparison/$1.dts" >"$out/$1.$form" || fail "$1: no report"
	done
	rm -f "$out/disk.img"
}

# found SYSTEM WHO PLACE: names of what was found
found() {
	sed -nE "s/^$2(:| \\|) exploit: found ([a-z.]+) by $3\$/\\2/p" "$out/$1.txt" | sort -u
}

run service
run apart

# --- What must have happened --------------------------------------------------------------------------------------------------

expect() { # expect WHAT SYSTEM WHO PLACE NAMES...
	what=$1 names=$(found "$2" "$3" "$4" | tr '\n' ' ')
	place="$2: $3 by $4"
	shift 4
	for name in "$@"; do
		case " $names " in *" $name "*) ;; *) fail "$place: $name wasn't found: $what" ;; esac
	done
	for name in $names; do
		case " $* " in *" $name "*) ;; *) fail "$place: found $name: $what" ;; esac
	done
}
all=$assets
own='ivi.memory ivi.disk ivi.frames'
# shellcheck disable=SC2086 # words
{
	expect 'one kernel serves both' service service disk ivi.disk cluster.disk
	expect 'one kernel serves both' service service frames ivi.frames cluster.frames
	expect "a bus master's owner reaches all without an SMMU" service service dma $all
	expect "ivi's back end sees ivi's memory alone" apart ivi-disk memory $own
	expect "ivi's port sees ivi's memory alone" apart outside-ivi memory $own
	expect "the driver sees no guest's memory" apart disk-a003e00 memory
	expect "the disk is the driver's" apart disk-a003e00 disk ivi.disk cluster.disk
	expect "a bus master's owner reaches all without an SMMU" apart disk-a003e00 dma $all
	expect "ivi's part of the disk ends where it ends" apart ivi disk ivi.disk
}
probes=$(grep -c 'bulkhead: \(ivi-disk\|outside-ivi\|disk-a003e00\): .*restarts' "$out/apart.txt")
[ "$probes" -ge 100 ] || fail "apart: $probes addresses were refused, at least 100 are expected"
grep -q 'exploit: 0x.* can be read' "$out/apart.txt" && fail "apart: $(grep -m 1 'exploit: 0x.* can be read' "$out/apart.txt")"
for system in service apart; do
	for guest in cluster ivi; do
		grep -q "$guest's memory and disk are as planted" "$out/$system.txt" || fail "$system: $guest's assets didn't stay as planted"
	done
done
grep -q 'ecu.task name=1ms runs=[1-9][0-9]* misses=0 lost=0' "$out/apart.txt" || fail "apart: the control unit missed its time"
behind=$(sed -nE 's/^ivi \| exploit: .* places read, ([0-9]+) refused/\1/p' "$out/apart.txt" | sort -n | tail -n 1)
[ "${behind:-0}" -ge 100 ] || fail "apart: ivi's disk refused ${behind:-0} places behind its end, at least 100 are expected"

# --- The page -----------------------------------------------------------------------------------------------------------------

trusts() { # trusts SYSTEM VM: bytes and lines
	tr -d ' ' <"$out/$1.json" | tr '{' '\n' | awk -v vm="\"name\":\"$2\",\"kind\"" '
		at { gsub(/[^0-9a-z,:]/, ""); split($0, f, /[,:]/); print f[2], f[4]; exit }
		index($0, vm) { at = 1 }'
}
group() { echo "$1" | sed -E ':a; s/^([0-9]+)([0-9]{3})/\1,\2/; ta'; }
lines() { if [ "$1" = null ]; then echo 'Linux: not counted'; else group "$1"; fi; }
trust_row() { # trust_row VM
	# shellcheck disable=SC2046 # words
	set -- "$1" $(trusts service "$1") $(trusts apart "$1")
	echo "<tr><th>$1</th><td>$(group "$2")</td><td>$(lines "$3")</td><td>$(group "$4")</td><td>$(lines "$5")</td><td>$(($2 / $4)) times</td></tr>"
	echo "  $1 trusts $(group "$2") bytes with a service guest, $(group "$4") taken apart" >&2
}
reach_row() { # reach_row TEXT SYSTEM WHO PLACES...
	text=$1 system=$2 who=$3
	shift 3
	names=$(for place in "$@"; do found "$system" "$who" "$place"; done | tr '\n' ' ')
	printf '<tr><th>%s</th>' "$text"
	for asset in $assets; do
		case " $names " in
		*" $asset "*) printf '<td class="found">found</td>' ;;
		*) printf '<td class="safe">–</td>' ;;
		esac
	done
	echo '</tr>'
}
picture() { sed -n '/<svg/,/<\/svg>/p;/<\/svg>/q' "$out/$1.html" | sed '1s/.*<svg/<svg/'; }
heads=$(for asset in $assets; do printf '<th>%s</th>' "$asset" | tr '.' ' '; done)
{
	cat <<-END
		<!DOCTYPE html>
		<html lang="en"><head><meta charset="utf-8"><title>One car, twice</title><style>
		body { font: 16px/1.5 system-ui, sans-serif; max-width: 75em; margin: 2em auto; padding: 0 1em; color: #222 }
		table { border-collapse: collapse; margin: 1em 0 } th, td { border: 1px solid #ccc; padding: .3em .7em; text-align: right }
		th { text-align: left; font-weight: 600 } .found { background: #f4c7c3; text-align: center } .safe { background: #cfe8cf; text-align: center }
		.pair { display: flex; gap: 2em; flex-wrap: wrap } .pair figure { flex: 1 1 30em; margin: 0 } svg { max-width: 100%; height: auto }
		</style></head><body>
		<h1>One car, twice</h1>
		<p>Two Debian guests, cluster and ivi, and a control unit. Once one Linux guest serves disk and network, as a service domain of other
		hypervisors does: a bridge, an NBD server, its kernel's drivers. Once the services are taken apart: each guest has a back end and a port of its own, each
		device a driver. Both ran on QEMU for this page, after services had been broken into; nothing here is computed from a model but whom each VM trusts.</p>
		<div class="pair"><figure><figcaption>with a service guest</figcaption>$(picture service)</figure>
		<figure><figcaption>taken apart</figcaption>$(picture apart)</figure></div>
		<h2>What each VM must trust</h2>
		<table><tr><th></th><th>bytes, service guest</th><th>lines</th><th>bytes, taken apart</th><th>lines</th><th>bytes</th></tr>
	END
	for vm in cluster ivi ecu; do trust_row "$vm"; done
	cat <<-END
		</table>
		<p>Bytes are those of the images that run there, with the core; lines are of code, without comments. The control unit uses no service: what
		it trusts are the owners of bus masters, since this board has no SMMU.</p>
		<h2>What a break-in reaches</h2>
		<p>Each owner put marks into its memory, its part of the disk and the frames that it sends. Foreign code, in the place of an exploit, looked for them.</p>
		<table><tr><th>broken into</th>$heads</tr>
	END
	reach_row 'service guest: NBD server, bridge and drivers are one kernel' service service disk frames
	reach_row '… by DMA of its disk' service service dma
	reach_row "taken apart: ivi's back end of the disk" apart ivi-disk memory
	reach_row "taken apart: ivi's port of the network" apart outside-ivi memory
	reach_row "taken apart: the disk's driver" apart disk-a003e00 memory disk
	reach_row '… by DMA of the disk' apart disk-a003e00 dma
	cat <<-END
		</table>
		<p>Taken apart, $probes tries at addresses that belong to others ended a life of the program that tried; ivi's kernel with its disk's back
		end asked for $behind places behind the end of its part and got none. There the control unit ran its 1 ms task
		without a miss, and what cluster and ivi had in memory and on disk stayed as it was in both systems.</p>
		<h2>What this doesn't say</h2>
		<p>The driver of a disk that isn't encrypted reads the disk, all of it. This board has no SMMU: who owns a bus master reaches all memory by DMA, in
		both systems. With an SMMU a driver's device reaches its clients' buffers and nothing else (docs/dma.md). How hard it is to break into each program isn't
		measured: the marks are found by code that was put there.</p>
		</body></html>
	END
} >"$out/index.html"
echo "page: $out/index.html"
[ "$failed" -eq 0 ] || exit 1
echo 'It is as the page says.'
