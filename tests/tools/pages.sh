#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The pages: what they link to and name is there, what they show compiles and is what the tool says, and the page of calls
# has the calls that the header has, with their numbers.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/kit/check.sh
BUILD=${BUILD:-build}

# links FILE: the relative targets of its links that don't exist
links() {
	grep -oE '\]\([^)#]+' "$1" | sed 's/^](//' | grep -vE '^(https?|mailto):' | while IFS= read -r target; do
		[ -e "$(dirname "$1")/$target" ] || echo "$1: $target"
	done
}
broken=
for page in $(git ls-files '*.md'); do
	broken="$broken$(links "$page")"
done
[ -z "$broken" ] || echo "$broken"
check 'links of the pages' "$([ -z "$broken" ]; echo $?)"

numbers_of_header() {
	sed -nE 's/^#define BULKHEAD_(HVC_[A-Z_]+)[ \t]+BULKHEAD_HVC\(([0-9]+)\).*/\1 \2/p
		s/^#define BULKHEAD_(SVC_[A-Z_]+)[ \t]+([0-9]+).*/\1 \2/p' abi/bulkhead/hypercall.h | grep -v SVC_COUNT | sort
}
numbers_of_page() {
	grep '^| `[HS]VC_' docs/hypercalls.md | cut -d'|' -f2 | grep -oE '[HS]VC_[A-Z_]+` \([0-9]+\)' | tr -d '`()' | sort
}
header=$(numbers_of_header) page=$(numbers_of_page)
[ "$header" = "$page" ] || printf '%s\n--- page:\n%s\n' "$header" "$page"
check 'calls of docs/hypercalls.md are those of abi/bulkhead/hypercall.h' "$([ "$header" = "$page" ]; echo $?)"
requests_of_header() { sed -nE 's/^\tBULKHEAD_REQUEST_([A-Z_]+)[ ,].*/\1/p' abi/bulkhead/request.h | sort; }
requests_of_page() {
	sed -n '/^## Requests/,$p' docs/hypercalls.md | grep '^| [A-Z]' | cut -d'|' -f2 | tr -d ' ' | tr ',' '\n' | sort
}
header=$(requests_of_header) page=$(requests_of_page)
[ "$header" = "$page" ] || printf '%s\n--- page:\n%s\n' "$header" "$page"
check 'requests of docs/hypercalls.md are those of abi/bulkhead/request.h' "$([ "$header" = "$page" ]; echo $?)"
# The last column of the tables of docs/virtio.md: unit tests, or cases by AREA/NAME.
missing=
for test in $(grep '^| ' docs/virtio.md | grep -v '^| section\|^| planted' | sed 's/|$//; s/.*|//' | tr -d '` ' | tr ',' ' '); do
	case $test in
	*/*) [ -f "tests/cases/$test/case.test" ] || missing="$missing $test" ;;
	*) grep -rqF "TEST($test)" skiff/lib/*/test || missing="$missing $test" ;;
	esac
done
[ -z "$missing" ] || echo "docs/virtio.md: no test$missing"
check 'tests that docs/virtio.md names' "$([ -z "$missing" ]; echo $?)"

# The table of libraries has each folder of skiff/lib, by its name or by a pattern as `posix-*`.
missing=
# shellcheck disable=SC2016 # backticks of a page
patterns=$(sed -n '/^## Libraries/,/^## /p' docs/skiff.md | grep '^| `' | cut -d'|' -f2 | tr -d '`,')
for library in skiff/lib/*/; do
	library=$(basename "$library") known=
	set -f # the patterns aren't names of files
	for pattern in $patterns; do
		# shellcheck disable=SC2254 # a pattern is meant
		case $library in $pattern) known=yes ;; esac
	done
	set +f
	[ -n "$known" ] || missing="$missing $library"
done
[ -z "$missing" ] || echo "docs/skiff.md, \"Libraries\": no$missing"
check 'libraries that docs/skiff.md lists' "$([ -z "$missing" ]; echo $?)"

# The first table of the services has each folder of services/.
listed=$(sed -n '/^# Services/,/^## /p' docs/services.md | grep '^| `' | cut -d'|' -f2 | tr -d '` ' | tr ',' '\n')
missing=$(basename -a services/*/ | grep -vxF "$listed" | paste -s -d ' ')
[ -z "$missing" ] || echo "docs/services.md: no $missing"
check 'services that docs/services.md lists' "$([ -z "$missing" ]; echo $?)"

# Commands: in backticks, or indented as a block. `make -C skiff` has targets of its own.
commands() {
	# shellcheck disable=SC2016 # backticks of a page
	git ls-files '*.md' | xargs sed -nE 's/^    (make |build\/bulkhead |bulkhead )/`\1/p; s/`([^`]*)`/\n`\1\n/gp' | grep -E "^\`$1"
}
targets_of() { # targets_of MAKEFILE...: the targets with names of their own, pattern rules of `build/` left out
	sed -nE 's/^(\.PHONY: *)?([a-z][a-z0-9 -]*)(:[^=].*|:)?$/\2/p' "$@" | tr ' ' '\n'
}
missing_targets() { # missing_targets COMMANDS MAKEFILE...: targets that COMMANDS name and that aren't there
	named=$1
	shift
	targets_of "$@" | sort -u >"$work/targets"
	# shellcheck disable=SC2016 # the backtick of a page
	printf '%s\n' "$named" | sed -E 's/^`make( -C [^ `]*)?//; s/[#…].*//; s/  .*//' | tr ' ' '\n' |
		grep -E '^[a-z][a-z0-9-]+[a-z0-9]$' | grep -vx make | sort -u | grep -vxFf "$work/targets"
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The templates' own makefiles include tools/system.mk.
# shellcheck disable=SC2046 # names of files without blanks
missing="$(missing_targets "$(commands 'make ' | grep -v -- '-C skiff')" $(git ls-files Makefile '*.mk' ':!skiff'))
$(missing_targets "$(commands 'make -C skiff' | grep -v BULKHEAD=)" $(git ls-files 'skiff/*Makefile' 'skiff/*.mk'))"
missing=$(echo "$missing" | tr -s ' \n' ' ' | sed 's/^ $//')
[ -z "$missing" ] || echo "no target $missing"
check 'targets of make that the pages name' "$([ -z "$missing" ]; echo $?)"
subcommands=$(sed -nE 's/^    \{"([a-z]+)",.*/\1/p' compiler/main.c)
missing=$(commands '(build/)?bulkhead ' | sed -E 's/^`(build\/)?bulkhead ([a-z]*).*/\2/' | grep . | sort -u | while read -r word; do
	printf '%s\nhelp\n' "$subcommands" | grep -qx "$word" || echo "$word"
done)
[ -z "$missing" ] || echo "no command $missing"
check 'commands of the host tool that the pages name' "$([ -z "$missing" ]; echo $?)"
# Paths in backticks that begin with a folder of the repository; capitals stand for a name.
# shellcheck disable=SC2016 # backticks of a page
missing=$(git ls-files '*.md' | xargs grep -oE '`(abi|apps|bench|boards|compiler|core|docs|guests|secure|services|skiff|systems|templates|tests|tools)/[^` ]*`' |
	tr -d '`' | sort -u | while IFS=: read -r page path; do
	case $path in *[A-Z*…]* | *\{* | *core/mine*) continue ;; esac
	set -- "$path"*
	# `skiff/NAME.h` is the header as it is included, `boards/NAME` may be a boot test.
	[ -e "$1" ] || [ -e "tests/cases/$path" ] || [ -e "build/$path" ] || [ "$(find skiff -path "*include/$path")" ] || echo "$page: $path"
done)
[ -z "$missing" ] || echo "$missing"
check 'files that the pages name' "$([ -z "$missing" ]; echo $?)"

# Blocks of C that begin with their includes compile; descriptions that begin with /dts-v1/ are device trees.
blocks() { # blocks PAGE: each block of the kind wanted as $work/block-N.c or .dts
	awk -v base="$work/block-$(basename "$1" .md)" '
		/^```/ { fence = !fence; kind = fence ? substr($0, 4) : ""; n += fence; next }
		fence && (kind == "c" || kind == "dts") { print > (base "-" n "." kind) }' "$1"
}
for page in docs/*.md README.md; do
	blocks "$page"
done
mkdir -p "$work/skiff"
echo '#define CONFIG_SECOND_TICKS 3' >"$work/skiff/config.h" # what docs/skiff.md's Kconfig makes
libraries=$(find skiff/lib -name include -path 'skiff/lib/*/include' ! -path '*/musl/*' ! -path '*/picolibc/*' ! -path '*/lwip/*' | sed 's/^/-I/')
bad=
whole=0
for block in "$work"/block-*.c; do
	grep -q '^#include' "$block" || continue
	whole=$((whole + 1))
	# shellcheck disable=SC2086 # several -I
	aarch64-linux-gnu-gcc -std=c11 -fsyntax-only -ffreestanding -Wall -Wextra -Werror -Iabi -Itests "-I$work" -Iskiff/include \
		-Iskiff/arch/arm64/include $libraries "$block" >"$work/log" 2>&1 || { bad="$bad ${block##*/}"; cat "$work/log"; }
done
check "whole blocks of C compile ($whole):$bad" "$([ -z "$bad" ] && [ "$whole" -ge 5 ]; echo $?)"
bad=
for block in "$work"/block-*.dts; do
	grep -q '^/dts-v1/' "$block" || continue
	cpp -undef -nostdinc -x assembler-with-cpp -P "$block" 2>"$work/log" | dtc -q -I dts -O dtb -o /dev/null 2>>"$work/log" ||
		{ bad="$bad ${block##*/}"; cat "$work/log"; }
done
check "whole descriptions are device trees:$bad" "$([ -z "$bad" ]; echo $?)"

named=$(sed -nE 's/^\.TH .*"bulkhead ([0-9.]+)".*/\1/p' docs/bulkhead.1)
equal "the manual page's version" "$named" "$(cat VERSION)"

# Sample outputs: the demo's rows, the errors of a description, and the deadline of docs/your-own-system.md.
# shellcheck disable=SC2016 # the script's own $guest
rows=$(sed -nE 's/^[ \t]*row ("\$guest"|[a-z]+) "([^"]*)".*/\2/p' tools/demo.sh)
missing=$(echo "$rows" | while IFS= read -r row; do grep -qF "  $row" README.md || echo "$row"; done)
[ -z "$missing" ] || echo "README.md lacks: $missing"
check "README.md shows the demo's rows" "$([ -z "$missing" ] && [ -n "$rows" ]; echo $?)"
shown=$(sed -nE '/^What happened/,/^```/s/^  (cluster|ivi|ecu|network|lamps|screen|system) +(.*)/\2/p' README.md | while IFS= read -r line; do
	echo "$rows" | while IFS= read -r row; do case $line in "$row "*) echo x ;; esac; done | grep -q x || echo "$line"
done)
[ -z "$shown" ] || echo "not in tools/demo.sh: $shown"
check "each row that README.md shows is the demo's" "$([ -z "$shown" ]; echo $?)"
compile() { "$BUILD/bulkhead" compile "$work/$1.dts" -o "$work/image.elf" 2>&1; }
cat >"$work/x.dts" <<'END'
/dts-v1/;
/ {
	compatible = "bulkhead,system";
	board = "qemu-virt-gicv3";
	cpus = <1>;
	vms {
		a { image = "apps/hello.elf"; priorty = <1>; devices = "/pl031@9010000"; budget-us = <6000>; period-us = <10000>; };
		b { image = "apps/hello.elf"; devices = "/pl031@9010000"; budget-us = <6000>; period-us = <10000>; };
	};
};
END
compile x >"$work/seen"
sed -nE 's|^    systems/x.dts: ||p' docs/system-description.md >"$work/shown"
missing=$(while IFS= read -r line; do grep -qF ": $line" "$work/seen" || echo "$line"; done <"$work/shown")
check "errors that docs/system-description.md shows: $missing" "$([ -s "$work/shown" ] && [ -z "$missing" ]; echo $?)" "$work/seen"
cat >"$work/garage.dts" <<'END'
/dts-v1/;
#define VM image = "apps/hello.elf"; memory = <0x20000>; cpus = <0>; priority = <10>; budget-us = <2000>; period-us = <10000>
/ {
	compatible = "bulkhead,system";
	board = "qemu-virt-gicv3";
	cpus = <1>;
	vms { hello { VM; deadline-us = <5000>; }; other { VM; }; };
};
END
worst=$(sed -nE 's/.*the worst case, ([0-9]+) us.*/\1/p' docs/your-own-system.md)
matches "the worst case that docs/your-own-system.md shows" "V072 .*worst case ${worst:-none} us" "$(compile garage)"
sed -i 's|other {|gauge { image = "apps/hello.elf"; memory = <0x20000>; }; other {|' "$work/garage.dts"
matches 'its VM without a priority and a budget is named' 'V072 .*no bound: VM gauge on the same CPU, of priority 32, has no budget' "$(compile garage)"
summary
