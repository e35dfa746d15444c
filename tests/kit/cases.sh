#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Boot the systems of tests/cases on QEMU and look for what their consoles must show.
#   tests/kit/cases.sh [AREA/NAME[:RUN]...]    shell patterns; none: all cases
#
# A case is a folder tests/cases/AREA/NAME with a file case.test, the description of a system and the sources of its
# guests (tests/build.mk builds them). Lines of case.test are `word rest`, or comments (#):
#   system FILE           description, from the top folder (default: system.dts of the case)
#   run [KEY=VALUES]...   boots once for each combination of VALUES, which commas separate; several lines are several
#                         runs, and no line is one run without any:
#                           gic=2|3           -D BOARD="qemu-virt-gicv2", or 3
#                           board=BOARD       -D BOARD="BOARD"
#                           cpu=MODEL         -D CPU="MODEL" and QEMU's core
#                           machine-cpu=MODEL QEMU's core only, whatever the system was compiled for
#                           define=NAME=VALUE,... -D each of them: one combination
#                           icount=SHIFT|none instead of the line `icount`
#                           qemu=VERSION      10, -trixie: the QEMU of `make qemu10`, `make qemu-trixie`
#                           name=NAME         of the run (default: the values joined by -, as gicv3-max or zcu102; those
#                                             of `define` aren't among them; without values, `default`)
#   icount SHIFT          QEMU runs with -icount shift=SHIFT,sleep=off
#   qemu ARGUMENTS        more of QEMU's
#   needs FILE            below $BUILD, which make makes first
#   status N              of `bulkhead run`: 3 where a VM is meant to crash and to stay so (default 0)
#   timeout SECONDS       of a run (default 120)
#   expect REGEX          a line of the console must match (grep -E)
#   never REGEX           no line may match; `never PANIC` holds always
#   type REGEX => TEXT    when the console has matched, feed TEXT (backslash escapes) to its input; in order
#   press REGEX => STEPS  likewise: what tests/kit/press.py does to the machine's input devices
#   sound STREAM...       the sound device `audiodev=sound` has played these streams: arguments of tests/tools/sound.c behind the file
#   picture WORDS         at the end, the machine's screen shows this: arguments of tests/tools/picture.c behind the file
# `expect[RUN]`, `never[RUN]` and `qemu[RUN]` hold for runs whose name matches the pattern, `[!RUN]` for the others.
# A word that isn't one of these, a pattern that no run matches, and two runs of one name are failures of the case.
# Console and image of a run are in $BUILD/tests/cases/AREA/NAME.
set -u
BUILD=${BUILD:-build}
. tests/kit/check.sh

# Writes the lines `type` of a case to descriptor 3 as the log grows, until LOG.keys is gone.
typist() { # typist CASE LOG
	sed -n 's/^type //p' "$1" | while IFS= read -r rest; do
		until tr -d '\r' <"$2" | sed 's/\x1b\[[0-9;]*m//g' | grep -qE -- "${rest%% => *}"; do
			[ -p "$2.keys" ] || exit # the run is over
			sleep 0.2
		done
		printf '%b' "${rest#* => }" >&3
	done
}

# Does the same for the lines `press`, which are for the machine's input devices.
presser() { # presser CASE LOG
	sed -n 's/^press //p' "$1" | while IFS= read -r rest; do
		until tr -d '\r' <"$2" | sed 's/\x1b\[[0-9;]*m//g' | grep -qE -- "${rest%% => *}"; do
			[ -e "$2.pressed" ] || exit # the run is over
			sleep 0.2
		done
		# shellcheck disable=SC2086 # words
		tests/kit/press.py "$2.qmp" ${rest#* => } 2>>"$2.pressed"
	done
}

# Prints the runs of a case, one a line: `NAME KEY=VALUE...`.
runs() { # runs CASE
	awk '
		function add(i, text, label,   n, values, pair, k) {
			if (i > NF) { print (name != "" ? name : label != "" ? label : "default") text; return }
			k = index($i, "=")
			pair = substr($i, 1, k - 1)
			if (pair == "name") { name = substr($i, k + 1); add(i + 1, text, label); return }
			if (pair == "define") { add(i + 1, text " " $i, label); return }
			n = split(substr($i, k + 1), values, ",")
			for (k = 1; k <= n; k++)
				add(i + 1, text " " pair "=" values[k], label (label == "" ? "" : "-") \
					(pair == "gic" ? "gicv" : pair == "qemu" ? "qemu" : "") values[k])
		}
		$1 == "run" { name = ""; found = 1; add(2, "", "") }
		END { if (!found) print "default" }' "$1"
}

# Makes one run, with the arguments of `bulkhead run` in the positional parameters.
boot() { # boot CASE LOG SECONDS COMMAND...
	case=$1 log=$2 seconds=$3
	shift 3
	# QEMU may not react to SIGTERM while a core spins with -icount: its process group is killed then.
	set -- timeout -s KILL $((seconds + 20)) "$@"
	if grep -q '^press ' "$case"; then
		: >"$log"
		: >"$log.pressed"
		presser "$case" "$log" &
		"$@" -qmp "unix:$log.qmp,server=on,wait=off" >"$log" 2>&1 </dev/null
		set -- $?
		rm -f "$log.pressed"
		wait $!
		return "$1"
	fi
	if ! grep -q '^type ' "$case"; then
		"$@" >"$log" 2>&1 </dev/null
		return
	fi
	rm -f "$log.keys"
	mkfifo "$log.keys"
	: >"$log"
	exec 3<>"$log.keys"
	typist "$case" "$log" &
	"$@" >"$log" 2>&1 <&3
	set -- $?
	rm -f "$log.keys"
	wait $!
	exec 3>&-
	return "$1"
}

# Does WORD, as `expect` or `expect[PATTERN]`, hold for this run?
concerns() { # concerns WORD RUN
	case $1 in
	*\[!*\]) pattern=${1#*\[!}; pattern=${pattern%\]}
		# shellcheck disable=SC2254 # a pattern is meant
		case $2 in $pattern) return 1 ;; esac ;;
	*\[*\]) pattern=${1#*\[}; pattern=${pattern%\]}
		# shellcheck disable=SC2254
		case $2 in $pattern) ;; *) return 1 ;; esac ;;
	esac
}

# Prints what is wrong with the lines of a case, one mistake a line: each would make a check that never fails.
mistakes() { # mistakes CASE
	names=$(runs "$1" | cut -d ' ' -f 1)
	printf '%s\n' "$names" | sort | uniq -d | sed "s/.*/two runs are named \`&': give one another name=/"
	for word in system icount timeout status; do
		[ "$(grep -c "^$word " "$1")" -le 1 ] || echo "\`$word' is there more than once"
	done
	while read -r word _; do
		case $word in
		'' | '#'* | run | system | icount | needs | status | timeout | type | press | picture | sound | expect | never | qemu) ;;
		expect\[*\] | never\[*\] | qemu\[*\] | sound\[*\])
			some=''
			for name in $names; do
				! concerns "$word" "$name" || some=yes
			done
			[ -n "$some" ] || echo "\`$word': no run has such a name"
			;;
		*) echo "\`$word' isn't a word of a case" ;;
		esac
	done <"$1"
}

judge() { # judge CASE TITLE RUN CONSOLE
	while read -r word rest; do
		concerns "$word" "$3" || continue
		case $word in
		expect*)
			grep -qE -- "$rest" "$4"
			check "$2: $rest" $?
			;;
		never*)
			! grep -qE -- "$rest" "$4"
			check "$2: never $rest" $?
			;;
		sound*)
			# shellcheck disable=SC2086 # words
			"$BUILD/tests/sound" "${4%.log.plain}.wav" $rest >"$4.sound" 2>&1
			check "$2: sound $rest" $? "$4.sound"
			;;
		picture*)
			# shellcheck disable=SC2086 # words
			"$BUILD/tests/picture" "${4%.log.plain}.ppm" $rest >"$4.picture" 2>&1
			check "$2: picture $rest" $? "$4.picture"
			;;
		esac
	done <"$1"
	! grep -q PANIC "$4"
	check "$2: never PANIC" $?
}

# Makes what a run needs besides `make all`. If that fails, prints the last line of make's message.
provide() { # provide FILES QEMU-VERSION
	# shellcheck disable=SC2086 # words
	set -- $1 ${2:+qemu$2}
	for file in "$@"; do
		case $file in qemu*) ;; *) file=$BUILD/$file ;; esac
		make --no-print-directory -s BUILD="$BUILD" "$file" >"$BUILD/tests/needs.log" 2>&1 || {
			tail -n 1 "$BUILD/tests/needs.log"
			return 1
		}
	done
}

# Prints the names of the runs where AREA/NAME is a case and only :RUN isn't one of its runs.
others() { # others AREA/NAME:RUN
	[ ! -f "tests/cases/${1%%:*}/case.test" ] || printf ', only its runs %s' \
		"$(runs "tests/cases/${1%%:*}/case.test" | cut -d ' ' -f 1 | paste -s -d ,)"
}

run() { # run FOLDER NAME [KEY=VALUE]...
	folder=$1 name=$2 case=$1/case.test
	title=${folder#tests/cases/}:$name
	shift 2
	word() { sed -n "s/^$1 //p" "$case"; }
	concerning() { # the rest of each line WORD or WORD[PATTERN] that holds for this run
		while read -r word rest; do
			case $word in "$1" | "$1["*) ! concerns "$word" "$name" || echo "$rest" ;; esac
		done <"$case"
	}
	system=$(word system) seconds=$(word timeout) icount=$(word icount) qemu='' path=$PATH qemu_version=''
	# Each pair becomes options; those of `bulkhead run` are put into the positional parameters.
	for pair in "$@"; do
		shift
		value=${pair#*=}
		case $pair in
		gic=*) set -- "$@" -D "BOARD=\"qemu-virt-gicv$value\"" ;;
		board=*) set -- "$@" -D "BOARD=\"$value\"" ;;
		cpu=*) set -- "$@" -D "CPU=\"$value\"" --cpu "$value" ;;
		machine-cpu=*) set -- "$@" --cpu "$value" ;;
		define=*)
			for definition in $(echo "$value" | tr , ' '); do
				set -- "$@" -D "$definition"
			done
			;;
		icount=*) icount=$value ;;
		qemu=*) qemu_version=$value path=$(cd "$BUILD" && pwd)/qemu$value/bin:$PATH ;;
		*)
			fail "$title: $pair isn't known"
			return
			;;
		esac
	done
	case ${icount:-none} in none) ;; *) qemu="-icount shift=$icount,sleep=off" ;; esac
	if ! needed=$(provide "$(word needs)" "$qemu_version"); then
		fail "$title: $needed"
		return
	fi
	out=$BUILD/tests/cases/${folder#tests/cases/}
	log=$out/$name.log
	mkdir -p "$out"
	! grep -q '^picture' "$case" || set -- "$@" --screenshot "$out/$name.ppm"
	! grep -q '^sound' "$case" ||
		qemu="$qemu -audiodev wav,id=sound,path=$out/$name.wav,out.frequency=48000"
	# shellcheck disable=SC2046,SC2086 # arguments are words
	PATH=$path boot "$case" "$log" "${seconds:-120}" "$BUILD/bulkhead" run "${system:-$folder/system.dts}" \
		-o "$out/$name.elf" --timeout "${seconds:-120}" "$@" -- $qemu $(concerning qemu)
	status=$?
	tr -d '\r' <"$log" | sed 's/\x1b\[[0-9;]*m//g' >"$log.plain"
	expected=$(word status)
	expected=${expected:-0}
	[ "$status" -eq "$expected" ] || expected="$expected, not $status"
	[ "$status" = "$expected" ]
	check "$title: ends by itself, with $expected" $? "$log.plain"
	judge "$case" "$title" "$name" "$log.plain"
}

[ $# -gt 0 ] || set -- '*/*'
for wanted in "$@"; do
	found=''
	for case in tests/cases/${wanted%%:*}/case.test; do
		[ -f "$case" ] || continue
		folder=${case%/case.test}
		wrong=$(mistakes "$case")
		[ -z "$wrong" ] || {
			fail "$case: $wrong"
			found=yes
			continue
		}
		while read -r name pairs; do
			case $wanted in
			*:*)
				# shellcheck disable=SC2254 # a pattern is meant
				case $name in ${wanted#*:}) ;; *) continue ;; esac
				;;
			esac
			found=yes
			# shellcheck disable=SC2086 # pairs are words
			run "$folder" "$name" $pairs
		done <<-RUNS
			$(runs "$case")
		RUNS
	done
	[ -n "$found" ] || fail "$wanted: there is no such case$(others "$wanted")"
done
summary
