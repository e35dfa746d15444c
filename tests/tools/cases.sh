#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tests/kit/cases.sh refuses a case whose lines say what it doesn't know: each such line would be a check that never fails.
#   tests/tools/cases.sh
set -u
. tests/kit/check.sh
top=$(mktemp -d) || exit
trap 'rm -rf "$top"' EXIT INT TERM
mkdir -p "$top/build" "$top/tests/cases/a/b"
ln -s "$PWD/tests/kit" "$top/tests/kit"
# In the place of the tool: a system whose console shows one line.
printf '#!/bin/sh\necho there\n' >"$top/build/bulkhead"
chmod +x "$top/build/bulkhead"

boots() { # boots CASE-LINES [CASE]: what cases.sh prints
	printf '%b' "$1" >"$top/tests/cases/a/b/case.test"
	(cd "$top" && BUILD=build tests/kit/cases.sh "${2:-a/b}")
}

refused() { # refused NAME CASE-LINES REGEX
	matches "$1" "^FAIL .*$3" "$(boots "$2")"
}

matches 'a case without mistakes is run' '^7 passed, 0 failed' \
	"$(boots '# a comment\n\nrun gic=2,3\nicount 0\nexpect ^there\nexpect[gicv3] here\n')"
refused 'a misspelt word is a mistake' 'expct ^there\n' "\`expct' isn't a word"
refused 'a longer word is a mistake' 'expected ^there\n' "\`expected' isn't a word"
refused 'a check for a run that there is not' 'run gic=2\nexpect[gicv3] ^there\n' "expect\[gicv3\]': no run"
refused 'a check for all runs but the only one' 'run gic=2\nexpect[!gicv2] ^there\n' "expect\[!gicv2\]': no run"
refused 'two runs of one name' 'run define=A=1\nrun define=A=2\nexpect there\n' "two runs are named \`default'"
refused 'a word that stands for one value, twice' 'timeout 3\ntimeout 4\nexpect there\n' "\`timeout' is there more than once"
matches 'a run that there is not: its case names the runs' 'no such case, only its runs gicv2,gicv3$' \
	"$(boots 'run gic=2,3\nexpect there\n' a/b:gicv4)"
matches 'a case that there is not' '^FAIL x/y: there is no such case$' "$(boots 'expect there\n' x/y)"
summary
