#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Boot systems on QEMU and look for what their consoles must show.
#   tests/boot.sh FILE.test...
# A .test file has lines `word rest`:
#   system FILE.dts         description to compile
#   qemu ARGUMENTS          more arguments for `bulkhead run`
#   timeout SECONDS         of the whole run (default 120)
#   expect REGEX            a line of the console must match (grep -E)
#   never REGEX             no line may match
#   type REGEX => TEXT      when the console has matched, feed TEXT (backslash escapes) to its input; in order
# One line a check; the last line is `N passed, N failed`.
set -u
BUILD=${BUILD:-build}
passed=0
failed=0

check() { # check NAME STATUS
	if [ "$2" -eq 0 ]; then
		passed=$((passed + 1))
		echo "ok   $1"
	else
		failed=$((failed + 1))
		echo "FAIL $1"
	fi
}

# Feed the lines `type` of a test to descriptor 3 as the log grows, until LOG.keys is gone.
typist() { # typist TEST LOG
	sed -n 's/^type //p' "$1" | while IFS= read -r rest; do
		until tr -d '\r' <"$2" | sed 's/\x1b\[[0-9;]*m//g' | grep -qE -- "${rest%% => *}"; do
			[ -p "$2.keys" ] || exit # the run is over
			sleep 0.2
		done
		printf '%b' "${rest#* => }" >&3
	done
}

for test in "$@"; do
	name=$(basename "$test" .test)
	log=$BUILD/tests/boot/$name.log
	mkdir -p "$(dirname "$log")"
	system=$(sed -n 's/^system //p' "$test")
	arguments=$(sed -n 's/^qemu //p' "$test")
	seconds=$(sed -n 's/^timeout //p' "$test")
	# shellcheck disable=SC2086 # arguments are words
	# QEMU may not hear SIGTERM when a core spins with -icount: its group is killed then.
	set -- timeout -s KILL $((${seconds:-120} + 20)) "$BUILD/bulkhead" run "$system" --timeout "${seconds:-120}" $arguments
	if grep -q '^type ' "$test"; then
		rm -f "$log.keys"
		mkfifo "$log.keys"
		: >"$log"
		exec 3<>"$log.keys"
		typist "$test" "$log" &
		"$@" >"$log" 2>&1 <&3
		status=$?
		rm -f "$log.keys"
		wait $!
		exec 3>&-
	else
		"$@" >"$log" 2>&1 </dev/null
		status=$?
	fi
	tr -d '\r' <"$log" | sed 's/\x1b\[[0-9;]*m//g' >"$log.plain"
	check "$name: ends by itself" "$status"
	while read -r word rest; do
		case $word in
		expect)
			grep -qE -- "$rest" "$log.plain"
			check "$name: $rest" $?
			;;
		never)
			! grep -qE -- "$rest" "$log.plain"
			check "$name: never $rest" $?
			;;
		esac
	done <"$test"
	[ "$status" -eq 0 ] || { echo "--- last lines of $log"; tail -n 15 "$log.plain"; }
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
