#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Automatic checks of the sources: one line per finding, status 1 if there is any.
set -u
status=0
complain() {
	echo "lint: $*" >&2
	status=1
}

git ls-files | while read -r f; do
	[ -f "$f" ] && head -n 1 "$f" | grep -qE '^#!/bin/(ba)?sh' && echo "$f"
done | xargs shellcheck -x -S warning || status=1

cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,portability --inline-suppr \
	--suppress=missingIncludeSystem --suppress=internalAstError --suppress=constStatement:core/machine/smc.c -DBULKHEAD_CORE -D__aarch64__ -Iabi -Icore core/*/*.c 2>&1 || status=1

git ls-files '*.[ch]' | xargs clang-format --dry-run -Werror || complain "make format would change sources"

make --no-print-directory -k -j"$(nproc)" tidy || complain "clang-tidy has findings"

tools/layers.sh core || status=1

make --no-print-directory -s -C skiff test-docs >/dev/null || complain "public headers of skiff/ lack documentation"

for f in $(git ls-files '*.[chS]'); do
	[ -f "$f" ] || continue
	case $f in */test/*) ;; *) [ "$(wc -l <"$f")" -le 500 ] ;; esac || complain "$f: more than 500 lines"
	head -n 3 "$f" | grep -q 'SPDX-License-Identifier: BSD-3-Clause' || complain "$f: no SPDX line"
done
lines=$(git ls-files 'core/*.[chS]' | xargs cloc --quiet --csv 2>/dev/null | awk -F, '/SUM/ { print $5 }')
[ "${lines:-9999}" -le 7000 ] || complain "core/: $lines lines of code, at most 7000 are allowed"
# The brackets keep this line from finding itself.
git grep -nE '\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b' -- '*.[chS]' '*.mk' Makefile '*.sh' && complain "left-overs in the code"
[ "$status" -eq 0 ] && echo "lint: clean; core has ${lines:-?} lines of code"
exit "$status"
