#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The files of a test suite as unikernels: conformance.sh SUITE OUT [GROUP...]
#   SUITE  LTP's folder open_posix_testsuite, or musl's libc-test; neither is part of this repository
#   OUT    folder for objects, consoles, and the results: a line `GROUP/FILE OUTCOME [WHY]` each
#   GROUP  folders of conformance/interfaces, or of src (functional, regression); all without one
# OUTCOME is pass, fail, unresolved, unsupported, untested (the suite's own words), hang, or crash. A file that names fork or a
# call of its family is unsupported, and so is one that doesn't link: WHY has the names that no library has.
# Runs from the top folder. JOBS (1) run at once, for at most PATIENCE (40) seconds each.
set -eu
suite=$(realpath "$1") out=$2
shift 2
mkdir -p "$out"
out=$(realpath "$out")
image=$out/image
top=$PWD
folder=$suite/conformance/interfaces flags=-I$suite/include pattern='[0-9]*.c'
[ -d "$folder" ] || folder=$suite/src flags="-I$suite/src/common -Dmain=test_main" pattern='*.c'
export suite out image top folder flags

make --no-print-directory -s -C skiff APP=skiff/test/conformance O="$image"
find "$image/obj" -name '*.o' >"$out/objects"
cat >"$out/compile" <<'COMPILE'
includes="-isystem $top/build/skiff/musl/include -isystem $(aarch64-linux-gnu-gcc -print-file-name=include)"
cd "$top/skiff"
# shellcheck disable=SC2086 # words
aarch64-linux-gnu-gcc -nostdinc $includes $flags -I"$(dirname "$1")" -std=gnu99 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 \
	-D_GNU_SOURCE -w -O1 -g -fhosted -march=armv8-a -mno-outline-atomics -mstrict-align -fno-pic -mcmodel=small \
	-fno-stack-protector -ffunction-sections -fdata-sections -c "$1" -o "$2"
COMPILE
# What the files of libc-test share.
for common in "$suite"/src/common/*.c; do
	object=$out/common_$(basename "$common" .c).o
	case $common in */runtest.c | *'*.c') continue ;; esac
	sh "$out/compile" "$common" "$object" && echo "$object" >>"$out/objects"
done
cat >"$out/one" <<'ONE'
set -u
test=$1
name=$out/$(echo "$test" | tr / _)
source=$folder/$test.c
said() { echo "$test $*"; exit 0; }
case $test in fork/* | killpg/*) said unsupported fork ;; esac
grep -qE '\<(fork|vfork|execl|execlp|execle|execv|execvp|popen|system|posix_spawnp?|daemon) *\(' "$source" && said unsupported fork
sh "$out/compile" "$source" "$name.o" >"$name.log" 2>&1 || said unsupported "doesn't compile: $(grep -m 1 error "$name.log")"
cd "$top/skiff"
# shellcheck disable=SC2046 # words
aarch64-linux-gnu-gcc -nostdlib -static -no-pie -Wl,--gc-sections,--build-id=none,-z,norelro,--no-warn-rwx-segments \
	-Wl,-z,max-page-size=4096 -Wl,-T,"$image/image.lds" $(cat "$out/objects") "$name.o" "$top/build/skiff/musl/lib/libc.a" -lgcc \
	-o "$name.elf" >"$name.log" 2>&1 ||
	said unsupported "$(sed -n 's/.*undefined reference to .\(.*\).$/\1/p' "$name.log" | sort -u | tr '\n' ' ')"
aarch64-linux-gnu-objcopy -O binary "$name.elf" "$name.bin"
timeout -k 1 "${PATIENCE:-40}" qemu-system-aarch64 -nodefaults -serial stdio -display none -no-reboot -m 64 -machine virt \
	-cpu cortex-a57 -icount shift=0,sleep=off -kernel "$name.bin" </dev/null >"$name.log" 2>&1
ended=$?
rm -f "$name.o" "$name.elf" "$name.bin"
why=$(tr -d '\r' <"$name.log" | grep -av '^skiff: exit\|^ *$' | tail -n 1 | cut -c 1-150)
grep -aqE 'skiff: (panic|fault)' "$name.log" && said crash "$(grep -am 1 -E 'skiff: (panic|fault)' "$name.log" | tr -d '\r')"
[ $ended = 0 ] || said hang "$why"
case $(tr -d '\r' <"$name.log" | sed -n 's/^skiff: exit status 0*\([0-9]*\)$/\1/p') in
'') said pass ;;
1) said fail "$why" ;;
2) said unresolved "$why" ;;
4) said unsupported "$why" ;;
5) said untested "$why" ;;
*) said crash "$why" ;;
esac
ONE
cd "$folder"
[ $# -gt 0 ] || set -- *
for group in "$@"; do
	find "$group" -name "$pattern" 2>/dev/null | sed 's/\.c$//'
done | sort -V | xargs -P "${JOBS:-1}" -n 1 sh "$out/one" >"$out/results.new" 2>"$out/errors"
sort -V "$out/results.new" >"$out/results"
awk '{ split($1, part, "/"); group = part[1]; sub(/_.*/, "", group); n[group, $2]++; groups[group]; all[$2]++ }
	function row(name, value) { print name, value["pass"] + 0, value["fail"] + value["hang"] + value["crash"] + 0,
		value["unresolved"] + 0, value["unsupported"] + value["untested"] + 0 }
	END {
		print "group pass fail unresolved unsupported"
		for (g in groups) {
			for (o in all) v[o] = n[g, o]
			row(g, v)
		}
		row("all", all)
	}' "$out/results"
