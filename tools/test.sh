#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Run test targets of the makefile, $JOBS at a time (default: one a core); each ends with `N passed, N failed`. The
# last line sums them up. A target that ends without such a line, or with an error, counts as one failure.
# $BUILD/tests/junit.xml has the same as JUnit: a suite per target, a case per line `ok NAME` or `FAIL NAME`, or per
# test of cmocka.
set -u
BUILD=${BUILD:-build}
JOBS=${JOBS:-$(nproc)}
logs=$BUILD/tests/logs
report=$BUILD/tests/junit.xml
mkdir -p "$logs"
passed=0
failed=0

suite() { # suite TARGET GOOD BAD SECONDS: its element for the report, on the standard output
	awk -v target="$1" -v good="$2" -v bad="$3" -v seconds="$4" '
		function escape(s) {
			gsub(/[^\t -~]/, "?", s); gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s); gsub(/"/, "\\&quot;", s)
			return s
		}
		function element(name, failure) {
			printf "  <testcase classname=\"%s\" name=\"%s\"%s\n", target, escape(name), failure ? \
				"><failure message=\"" escape(failure) "\"/></testcase>" : "/>"
		}
		{ sub(/\r$/, "") }
		/^ok +/ { sub(/^ok +/, ""); names[++n] = $0; next }
		/^(FAIL|not ok|FAILED:?) +/ { wrong[++m] = $0; next }
		/^\[ +OK +\] / { sub(/^\[ +OK +\] /, ""); names[++n] = $0; next }
		/^\[ +FAILED +\] [a-zA-Z0-9_]+$/ { sub(/^\[ +FAILED +\] /, ""); wrong[++m] = $0; next }
		{ last = $0 }
		END {
			printf " <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" time=\"%d\">\n", target, good + bad, bad, seconds
			for (i = 1; i <= n && i <= good; i++) element(names[i])
			for (i = 1; i <= m && i <= bad; i++) element(wrong[i], wrong[i])
			# Cases that the target only counted.
			for (i = n + 1; i <= good; i++) element("passed " i)
			for (i = m + 1; i <= bad; i++) element("failed " i, last)
			print " </testsuite>"
		}' "$logs/$1.log"
}

run() { # run TARGET: its log, its count in TARGET.sum, its part of the report in TARGET.xml; says how it went
	started=$(date +%s)
	make --no-print-directory BUILD="$BUILD" CASES="${CASES:-}" "$1" >"$logs/$1.log" 2>&1 </dev/null
	status=$?
	sums=$(sed -nE 's/^(.*: )?([0-9]+) passed, ([0-9]+) failed.*$/\2 \3/p' "$logs/$1.log" | tail -n 1)
	good=${sums% *}
	bad=${sums#* }
	[ -n "$sums" ] || { good=0; bad=1; }
	[ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
	seconds=$(($(date +%s) - started))
	suite "$1" "$good" "$bad" $seconds >"$logs/$1.xml"
	echo "$good $bad" >"$logs/$1.sum"
	# One write for all: another target may end at the same moment.
	echo "$(
		printf '%-22s %5d passed %3d failed  %4d s\n' "$1" "$good" "$bad" $seconds
		if [ "$bad" -gt 0 ]; then
			echo "--- $logs/$1.log"
			grep -aE 'FAIL|rror|not ok' "$logs/$1.log" | head -n 20
			tail -n 15 "$logs/$1.log"
		fi
	)"
}

if [ "$1" = --one ]; then
	run "$2"
	exit 0
fi
for target in "$@"; do
	rm -f "$logs/$target.sum" "$logs/$target.xml"
done
printf '%s\n' "$@" | xargs -P "$JOBS" -n 1 "$0" --one
{
	echo '<?xml version="1.0" encoding="UTF-8"?>'
	echo '<testsuites>'
	for target in "$@"; do
		cat "$logs/$target.xml"
	done
	echo '</testsuites>'
} >"$report"
for target in "$@"; do
	read -r good bad <"$logs/$target.sum" || { good=0; bad=1; }
	passed=$((passed + good))
	failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
