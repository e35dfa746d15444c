#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The demo: systems/vehicle.dts on QEMU, live, then the results as a table. Ends with status 0 only if all of them
# are as expected. Options: --help.
set -u
usage='usage: tools/demo.sh [--quiet]
Runs systems/vehicle.dts on QEMU: two Debian Linux guests have their roots on parts of one disk, whose driver dies all
the time, talk on two networks, and share one trusted execution environment through mediators; one of them turns
hostile and crashes its own mediator, and a control unit keeps its 1 ms period. No service guest.
  --quiet      only the summary
Environment: BUILD (default build), SECURE_WORLD (firmware image with TF-A and OP-TEE; default: the
reference secure world), TRUSTED_APPS (folder with the .ta files that this OP-TEE accepts: they are added to the
guests; the reference secure world has its own), DEMO_TIMEOUT (seconds, default 300;
900 with SECURE_WORLD), BOARD (of boards/: its own devices, and no secure world; see tools/demo-board.sh --help).'
quiet=
[ -z "${BOARD:-}" ] || exec tools/demo-board.sh "$@"
for word in "$@"; do
	case $word in
	--help) echo "$usage"; exit 0 ;;
	--quiet) quiet=1 ;;
	*) echo "demo: unknown option $word" >&2; echo "$usage" >&2; exit 2 ;;
	esac
done
BUILD=${BUILD:-build}
out=$BUILD/demo
mkdir -p "$out"
log=$out/console.log
. tools/demo-table.sh

if [ -n "${SECURE_WORLD:-}" ] && [ ! -r "$SECURE_WORLD" ]; then
	echo "demo: SECURE_WORLD=$SECURE_WORLD: no such file; a firmware image for QEMU's secure flash is expected" >&2
	exit 1
fi
initrd=guests/initramfs.cpio
if [ -n "${TRUSTED_APPS:-}" ]; then
	export BUILD
	guests/add-applications.sh "$TRUSTED_APPS" "$BUILD/guests/initramfs-applications.cpio" || exit 1
	initrd=guests/initramfs-applications.cpio
fi
echo "${bold}Bulkhead: a car's computer on QEMU${plain} (secure world: ${SECURE_WORLD:-the reference one})"
echo "cluster and ivi are stock Debian Linux, ecu is a unikernel. It takes about two minutes; console in $log"
# A real OP-TEE loads, checks and maps applications: tens of millions of instructions each.
if [ -n "${SECURE_WORLD:-}" ]; then
	# Under -icount, long calls with interrupts masked would stop all emulated cores, so this runs in the host's time, in
	# which deadlines can't be judged; nor are the limits of a foreign TEE known.
	limit=${DEMO_TIMEOUT:-900}
	ecu='"ecu.seconds=20"'
	clock=
	# This TEE has little memory for applications: its own refusals aren't the mediator's.
	refused='[0-9]+'
	others_of='cluster|mediator-cluster'
	note='host time'
else
	limit=${DEMO_TIMEOUT:-300}
	ecu='"ecu.seconds=18"'
	clock='-icount shift=1,sleep=off'
	refused=0
	others_of='cluster|ecu|mediator-cluster'
	note="with QEMU's turns"
fi
disk=$out/disk.img
cp --sparse=always "$BUILD/guests/vehicle.img" "$disk" || exit 1
started=$(date +%s)
# QEMU's monitor, for pictures of the screen: commands are written to one pipe, answers read from the other.
monitor=$out/monitor
rm -f "$monitor.in" "$monitor.out" "$out"/*.png
mkfifo "$monitor.in" "$monitor.out" || exit 1
# shellcheck disable=SC2086 # words
"$BUILD/bulkhead" run systems/vehicle.dts -D "INITRD=\"$initrd\"" -D "ECU_ARGS=$ecu" -o "$out/vehicle.elf" --timeout "$limit" \
	-D SCREENS=1 --disk "$disk" --net user -- $clock -global virtio-mmio.force-legacy=false \
	-device virtio-gpu-device,bus=virtio-mmio-bus.15 -chardev "pipe,id=pictures,path=$monitor" -mon pictures \
	>"$log" 2>&1 </dev/null &
machine=$!
# A picture of the screen when a line of the console says so: before the attack, during it, and after it.
pictures() {
	cat "$monitor.out" >/dev/null &
	exec 4<>"$monitor.in"
	while read -r name line; do
		until grep -aqE "$line" "$log" 2>/dev/null; do
			kill -0 "$machine" 2>/dev/null || return
			sleep 0.2
		done
		echo "screendump $out/$name.png -f png" >&4
		sleep 1
	done <<-END
		before TOUR passed
		during is taken over
		after HOSTILE: done
	END
}
pictures &
photographer=$!
# Nothing runs in the foreground, so a signal is handled at once.
trap 'kill $machine $photographer 2>/dev/null; wait; exit 130' INT TERM
shown=
if [ -z "$quiet" ]; then
	tail -n +1 -f --pid=$machine "$log" 2>/dev/null | grep --line-buffered -aE \
		'GUEST .*(up|root|done|taken|supplicant runs)|NET |DISK |TOUR|STRESS|HOSTILE|ecu.health|ecu.end|bulkhead: [a-z-]*: |bulkhead: all' |
		grep --line-buffered -avE 'access to .* refused|HOSTILE (control|capabilities)' &
	shown=$!
fi
wait $machine
status=$?
# 4: the control task ended with a status of its own. It isn't judged if the timing depends on QEMU's scheduling of cores.
[ "$status" -ne 4 ] || [ -n "$clock" ] || status=0
[ -z "$shown" ] || wait "$shown"
wait "$photographer"
seconds=$(($(date +%s) - started))
text=$out/console.txt
tr -d '\r' <"$log" | sed 's/\x1b\[[0-9;]*m//g' >"$text"

echo
echo "${bold}What happened${plain}"
for guest in cluster ivi; do
	tours=$(count "$guest \| TOUR passed [0-9]+ failed 0")
	row "$guest" "every example of the TEE's applications runs" \
		"$(value "$guest \| TOUR passed ([0-9]+) failed") checks" "$(least "$tours" 1)"
	row "$guest" "keeps a secret that the other doesn't see" \
		"$(value "$guest \| TOUR secret-own ok (.*)")" "$(least "$(count "$guest \| TOUR secret-own ok")" 1)"
done
# clean PARTITION: its file system is whole
clean() {
	set -- "$(sed -nE "s/^$1 .*<([0-9]+) .*/\\1/p" "$BUILD/guests/vehicle.img.parts")"
	PATH=$PATH:/sbin:/usr/sbin e2fsck -fn "$disk?offset=$(($1 * 512))" >"$out/e2fsck.log" 2>&1
}
for guest in cluster ivi; do
	row "$guest" "has its Debian root on its part of the disk" "$(value "GUEST $guest root: (Debian .*)")" \
		"$(clean "$guest-root" && grep -aq "GUEST $guest root: clean" "$text"; echo $?)"
done
row cluster "verified load while the disk's driver dies" \
	"$(count 'bulkhead: disk-[0-9a-z]*: restarts') deaths, $(value 'DISK .* requests, (.*) wrong blocks') wrong" \
	"$(grep -aqE 'DISK .*[1-9][0-9]* requests, 0 lost, 0 errors, 0 wrong' "$text" && grep -aqE 'bulkhead: disk-[0-9a-z]*: restarts' "$text"; echo $?)"
row network "what is allowed answers: cabin, outside" "$(count 'NET .* answers: 3/ [1-3]') of 3" "$(is "$(count 'NET .* answers: 3/ [1-3]')" 3)"
row network "what isn't stays silent" "$(count 'NET .* is silent: 2/ 0') of 3" "$(is "$(count 'NET .* is silent: 2/ 0')" 3)"
calls=$(value 'STRESS passed ok ([0-9]+)')
row cluster "TEE calls while ivi attacks" "${calls:-0} good, $(value 'STRESS passed .* refused ([0-9]+)') refused, $(value 'STRESS passed .* wrong ([0-9]+)') wrong" \
	"$(grep -aqE "STRESS passed ok [1-9][0-9]* refused $refused dead 0 wrong 0" "$text" &&
		! grep -aE 'STRESS refusals:' "$text" | grep -aqv ' by the TEE, 0 below it'; echo $?)"
refusals=$(value 'STRESS refusals: (.*)')
[ -z "$refusals" ] || echo "            refusals: $refusals"
row cluster "uses the TEE again after the attack" "$(count 'cluster \| TOUR passed [0-9]+ failed 0') tours" \
	"$(least "$(count 'cluster \| TOUR passed [0-9]+ failed 0')" 2)"
row ivi "attacks from its kernel: refused" "$(value 'HOSTILE refused ([0-9]+)') refused, $(value 'HOSTILE refused [0-9]+ breaches ([0-9]+)') breaches" \
	"$(grep -aqE 'HOSTILE refused [1-9][0-9]* breaches 0' "$text"; echo $?)"
row ivi "taken over: malformed calls, messages, addresses" "$(value 'secure calls: ([0-9]+) made') calls, $(value 'messages: ([0-9]+) sent') messages" \
	"$(grep -aq 'HOSTILE: done' "$text" && ! grep -aq 'BROKEN' "$text"; echo $?)"
crashes=$(count 'mediator-ivi: vcpu [0-9]+: fault')
row ivi "crashes its mediator: contained, restarted" "$crashes crashes, $(count 'mediator serves again') restarts" \
	"$([ "$crashes" -ge 1 ] && [ "$(count 'mediator serves again')" -ge 1 ]; echo $?)"
runs=$(value 'ecu.task name=1ms runs=([0-9]+)')
row ecu "1 ms control task, all the time" "${runs:-0} runs, $(value 'name=1ms runs=[0-9]+ misses=([0-9]+)') missed" \
	"$([ -z "$clock" ] && echo - || { grep -aqE 'ecu.task name=1ms runs=[1-9][0-9]* misses=0 lost=0' "$text"; echo $?; })"
jitter=$(value 'ecu.task name=1ms .* jitter_max_ns=([0-9]+)')
row ecu "worst jitter of its start" "$((${jitter:-0} / 1000)) us ($note)" \
	"$([ -z "$clock" ] && echo - || is "$(count 'ecu.end ok')" 1)"
row system "ends by itself" "$seconds s" "$status"
row lamps "right in each frame of the screen that is read" \
	"$(value 'telltale: ([0-9]+ frames good)'), $(value 'telltale: .* frozen, ([0-9]+ blank, [0-9]+ wrong)')" \
	"$(grep -aqE 'telltale: [1-9][0-9]* frames good, 0 frozen, 0 blank, 0 wrong' "$text"; echo $?)"
taken=$(find "$out" -name '*.png' | wc -l)
row screen "pictures: before the attack, during it, after it" "$taken of 3" "$(is "$taken" 3)"
others=$(count "bulkhead: ($others_of): (vcpu|restarts|watchdog)")
row system "nobody but ivi notices" "$others events elsewhere" "$(is "$others" 0)"

if "$BUILD/bulkhead" report "$out/vehicle.elf" -o "$out/report.html" >"$out/report.log" 2>&1; then
	# The pictures go into the report itself, which then needs no other file.
	{
		echo '<h2>The screen</h2><p>Left the cluster, right the infotainment system, above both the warning lamps.</p>'
		for name in before during after; do
			[ ! -s "$out/$name.png" ] || printf '<figure><img alt="%s" src="data:image/png;base64,%s"><figcaption>%s the attack</figcaption></figure>\n' \
				"$name" "$(base64 -w 0 "$out/$name.png")" "$name"
		done
	} >"$out/pictures.html"
	sed -i "/<\/main>/e cat $out/pictures.html" "$out/report.html"
	echo "  report: $out/report.html"
else
	echo "  report: failed, see $out/report.log"
	failed=$((failed + 1))
fi
verdict
