#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: run.sh BUILD COUNT SEED	(FILES in the environment: of these sources alone)
# Puts COUNT faults into the compiler, one at a time, drawn by SEED from all stores of its sources; each compiles the
# systems below. A fault counts if it changes an image or has none made. It must then be refused by the compiler or
# found by the (right) verifier in each image that it changes, or be one of free.txt. The last line is `N passed, N failed`.
set -u
build=$1 count=$2 seed=$3
here=tests/mutation/faults
work=$build/tests/mutation/faults
systems="compiler/test/rich.dts $here/secure.dts $here/short.dts systems/minimal.dts"
. tests/kit/check.sh
refused=0 found=0 free=0 same=0 drawn=0

mkdir -p "$work"
# The files and how many faults each can have: FIRST COUNT FILE.
total=0
: >"$work/sites"
for file in ${FILES:-compiler/*.c}; do
	faults=$("$work/faults" "$file") || exit 1
	echo "$total $faults $file" >>"$work/sites"
	total=$((total + faults))
done

make_images() { # make_images TOOL NAME: 0: all are made
	for system in $systems; do
		# A fault may crash the compiler: the shell's message about that goes to the log, too.
		{ (ulimit -f 200000 && exec timeout 20 "$1" compile --no-verify --build "$build" "$system" \
			-o "$work/$2-$(basename "$system" .dts).elf") || : >"$work/$2-$(basename "$system" .dts).none"; } >"$work/log" 2>&1
	done
}

rm -f "$work"/*.elf "$work"/*.none
make_images "$build/bulkhead" right
if ls "$work"/right-*.none >/dev/null 2>&1; then
	cat "$work/log"
	exit 1
fi

# Every fault would be found in an image that the verifier refuses anyway.
for image in "$work"/right-*.elf; do
	"$build/bulkhead" verify --quiet "$image" || exit 1
done

# Prints the outcome of a fault: same, refused, found or passes.
judge() {
	outcome=same
	for system in $systems; do
		name=$(basename "$system" .dts)
		if [ -e "$work/wrong-$name.none" ]; then
			[ $outcome = same ] && outcome=refused
		elif ! cmp -s "$work/right-$name.elf" "$work/wrong-$name.elf"; then
			if timeout 60 "$build/bulkhead" verify --quiet "$work/wrong-$name.elf" >/dev/null 2>&1; then
				outcome=passes
				return
			fi
			outcome=found
		fi
	done
}

is_free() { # is_free FILE LINE
	while IFS='|' read -r where part reason; do
		case $where in "#"* | "") continue ;; esac
		[ "$where" = "$1" ] || continue
		case $2 in *"$part"*) [ -n "$reason" ] && return 0 ;; esac
	done <"$here/free.txt"
	return 1
}

while [ $((refused + found + free + failed)) -lt "$count" ] && [ $drawn -lt $((count * 20)) ]; do
	drawn=$((drawn + 1))
	# The upper bits of the generator in Numerical Recipes.
	seed=$(((seed * 1664525 + 1013904223) & 0xffffffff))
	site=$(((seed >> 8) % total))
	read -r fault file <<-END
		$(awk -v site="$site" 'site >= $1 && site < $1 + $2 { print site - $1, $3 }' "$work/sites")
	END
	line=$("$work/faults" "$file" "$fault" 2>&1 >"$work/fault.c")
	${HOSTCC:-gcc} -std=c11 -w -O0 -D_GNU_SOURCE -Iabi -Icompiler -c -o "$work/fault.o" "$work/fault.c" 2>/dev/null || continue
	objects=$(for other in compiler/*.c; do [ "$other" = "$file" ] || echo "$build/${other%.c}.o"; done)
	# shellcheck disable=SC2086
	${HOSTCC:-gcc} -o "$work/wrong" "$work/fault.o" $objects "$build"/compiler/commands/*.o "$build"/compiler/verify/*.o \
		"$build"/compiler/report/*.o -lfdt || continue
	rm -f "$work"/wrong-*
	make_images "$work/wrong" wrong
	judge
	case $outcome in
	same) same=$((same + 1)) ;;
	refused) refused=$((refused + 1)) && pass "no image: $file:$line" ;;
	found) found=$((found + 1)) && pass "found: $file:$line" ;;
	passes)
		if is_free "$file" "$line"; then
			free=$((free + 1)) && pass "as good: $file:$line"
		else
			fail "missed: $file:$line"
		fi
		;;
	esac
done
rm -f "$work"/*.elf "$work"/*.none "$work/wrong"
echo "faults of the compiler: $found found by the verifier, $refused make no image, $free as good ($here/free.txt), $same without effect"
summary
[ "$failed" = 0 ] && [ "$passed" = "$count" ]
