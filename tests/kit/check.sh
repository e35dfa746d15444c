# shellcheck shell=sh
# SPDX-License-Identifier: BSD-3-Clause
# What every test script counts with: `. tests/kit/check.sh`. One line a check, `ok   NAME` or `FAIL NAME`, and at the
# end `summary`, whose line `N passed, N failed` is what tools/test.sh reads.
passed=0
failed=0

pass() { # pass NAME
	passed=$((passed + 1))
	echo "ok   $1"
}

fail() { # fail NAME [FILE]: the end of FILE says why
	failed=$((failed + 1))
	echo "FAIL $1"
	[ -z "${2:-}" ] || tail -n 15 "$2"
}

check() { # check NAME STATUS [FILE]
	if [ "$2" -eq 0 ]; then pass "$1"; else fail "$1" "${3:-}"; fi
}

holds() { # holds NAME COMMAND...: it ends with 0; else what it wrote is shown
	_name=$1
	shift
	if _output=$("$@" 2>&1); then
		pass "$_name"
	else
		fail "$_name"
		printf '%s\n' "$_output" | tail -n 15
	fi
}

matches() { # matches NAME REGEX TEXT: a line of TEXT does (grep -E); else TEXT's end is shown
	if printf '%s\n' "$3" | grep -qE -- "$2"; then
		pass "$1"
	else
		fail "$1: no line matches '$2'"
		printf '%s\n' "$3" | tail -n 30
	fi
}

equal() { # equal NAME GOT EXPECTED
	if [ "$2" = "$3" ]; then pass "$1"; else fail "$1: got $2, expected $3"; fi
}

count() { # count NAME LINE: add up the `N passed, M failed` that LINE ends with; a failure if it doesn't
	_sums=$(printf '%s\n' "$2" | sed -nE 's/^(.*[: ])?([0-9]+) passed, ([0-9]+) failed.*$/\2 \3/p')
	if [ -n "$_sums" ]; then
		passed=$((passed + ${_sums% *}))
		failed=$((failed + ${_sums#* }))
	else
		fail "$1: no line \`N passed, N failed\`"
	fi
}

counted() { # counted COMMAND...: it counts itself, with a line as `summary` has it; what it wrote is shown if anything failed
	_before=$failed
	_output=$("$@" </dev/null 2>&1)
	_status=$?
	count "$*" "$(printf '%s\n' "$_output" | tr -d '\r' | grep -aE '^[0-9]+ passed, [0-9]+ failed$' | tail -n 1)"
	[ "$_status" -eq 0 ] || [ "$failed" -gt "$_before" ] || fail "$* ended with $_status"
	[ "$failed" -eq "$_before" ] || printf '%s\n' "--- $*" "$_output"
}

units() { # units PROGRAM...: programs of cmocka; one that ends badly without a test that failed is a failure
	for _program in "$@"; do
		timeout 120 "$_program" >"$_program.log" 2>&1
		_status=$?
		grep -a '^\[ *OK' "$_program.log"
		_bad=$(grep -a '^\[ *FAILED *\] [a-zA-Z_0-9]*$' "$_program.log" | sort -u | grep -c .)
		[ "$_status" -eq 0 ] || [ "$_bad" -gt 0 ] || _bad=1
		passed=$((passed + $(grep -ac '^\[ *OK' "$_program.log")))
		failed=$((failed + _bad))
		[ "$_bad" -eq 0 ] || grep -av '^\[ *\(OK\|RUN\) *\]' "$_program.log"
	done
}

summary() { # the last line, and the status
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
