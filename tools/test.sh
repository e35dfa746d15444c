#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Run test targets of the makefile, one after the other; each ends with `N passed, N failed`. The last
# line sums them up. A target that ends without such a line, or with an error, counts as one failure.
# $BUILD/tests/junit.xml says the same to machines: a suite a target, a case a line `ok NAME`, `FAIL NAME`, or of cmocka.
set -u
BUILD=${BUILD:-build}
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
			# What the target only counted.
			for (i = n + 1; i <= good; i++) element("passed " i)
			for (i = m + 1; i <= bad; i++) element("failed " i, last)
			print " </testsuite>"
		}' "$logs/$1.log"
}

echo '<?xml version="1.0" encoding="UTF-8"?>' >"$report"
echo '<testsuites>' >>"$report"
for target in "$@"; do
	started=$(date +%s)
	make --no-print-directory BUILD="$BUILD" CASES="${CASES:-}" "$target" >"$logs/$target.log" 2>&1 </dev/null
	status=$?
	sums=$(sed -nE 's/^(.*: )?([0-9]+) passed, ([0-9]+) failed.*$/\2 \3/p' "$logs/$target.log" | tail -n 1)
	good=${sums% *}
	bad=${sums#* }
	[ -n "$sums" ] || { good=0; bad=1; }
	[ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
	passed=$((passed + good))
	failed=$((failed + bad))
	seconds=$(($(date +%s) - started))
	printf '%-22s %5d passed %3d failed  %4d s\n' "$target" "$good" "$bad" $seconds
	suite "$target" "$good" "$bad" $seconds >>"$report"
	if [ "$bad" -gt 0 ]; then
		echo "--- $logs/$target.log"
		grep -aE 'FAIL|rror|not ok' "$logs/$target.log" | head -n 20
		tail -n 15 "$logs/$target.log"
	fi
done
echo '</testsuites>' >>"$report"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
