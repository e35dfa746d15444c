#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# What docs/skiff.md tells a newcomer works: makes its examples, word for word, in a folder outside the
# tree, builds and runs them; and what a newcomer does wrong is told in words.
skiff=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
# shellcheck source=tests/kit/check.sh
. "$skiff/../tests/kit/check.sh"

# In the page, each file of an example is a fenced block behind a line that begins with the file's name in backquotes.
mkdir "$folder/first" "$folder/second"
awk -v to="$folder" '
	/^## First/ { folder = "first" }
	/^## Second/ { folder = "second" }
	/^`[A-Za-z.]*`, / { split($0, word, "`"); file = to "/" folder "/" word[2]; next }
	/^```/ { if (inside) { inside = 0; file = "" } else if (file != "") inside = 1; next }
	inside { print > file }
	/^## Concepts/ { exit }
' "$skiff/../docs/skiff.md"

makes() { # makes NAME REGEX MAKE-ARGUMENT...: a line of make's output must match
	name=$1 wanted=$2
	shift 2
	output=$(timeout 100 make -s -C "$skiff" "$@" 2>&1 </dev/null | tr -d '\r')
	matches "$name" "$wanted" "$output"
}

plats='virt linux'
[ ! -x "$skiff/../build/bulkhead" ] || plats="$plats bulkhead"
for plat in $plats; do
	makes "first on $plat" '^(first: )?2 arguments, the first is one$' APP="$folder/first" PLAT="$plat" \
		O="$folder/first-$plat" run ARGS="one two"
	makes "second on $plat" '^(second: )?both are done$' APP="$folder/second" PLAT="$plat" \
		O="$folder/second-$plat" run
done
makes 'second with another option' '^b: tick 7$' APP="$folder/second" O="$folder/other" \
	SET='SECOND_TICKS=7 SCHED_COOP=y' run
makes 'sizes' '^sched-fixed +[1-9]' APP="$folder/second" O="$folder/second-virt" size
cp -r "$folder/second" "$folder/careless"
echo 'static int unused(int argument) { return 0; }' >>"$folder/careless/second.c"
makes 'a warning is no error' 'warning: .unused. defined but not used' APP="$folder/careless" O="$folder/careless.o"
makes 'nor does it stop the image' '^both are done$' APP="$folder/careless" O="$folder/careless.o" run
# An ordinary C program: main without arguments, and only the C library's headers.
mkdir "$folder/plain"
printf '#include <stdio.h>\n#include <math.h>\nint main(void)\n{\n\tprintf("%%.3f\\n", sqrt(2));\n\treturn 0;\n}\n' \
	>"$folder/plain/plain.c"
printf 'config APP_PLAIN\n\tbool\n\tdefault y\n\tselect LIB_PICOLIBC\n' >"$folder/plain/Kconfig"
echo 'srcs-y := plain.c' >"$folder/plain/app.mk"
: >"$folder/plain/defconfig"
makes 'a plain C program' '^1.414$' APP="$folder/plain" O="$folder/plain.o" run
# Constructors, functions of atexit, destructors and thread-local variables, also in a raw image.
for libc in NOLIBC PICOLIBC; do
	mkdir "$folder/start-$libc"
	cat >"$folder/start-$libc/start.c" <<-'C'
		#include <stdio.h>
		#include <stdlib.h>
		__thread int five = 5;
		static __thread char zero[3];
		__attribute__((constructor)) static void before(void) { printf("before "); }
		__attribute__((destructor)) static void after(void) { printf("after\n"); }
		static void first(void) { printf("first "); }
		static void second(void) { printf("second "); }
		int main(void)
		{
			atexit(first);
			atexit(second);
			printf("main %d%d ", five, zero[2]);
			return 0;
		}
	C
	printf 'config APP_START\n\tbool\n\tdefault y\n\tselect LIB_PRINT\n' >"$folder/start-$libc/Kconfig"
	echo 'srcs-y := start.c' >"$folder/start-$libc/app.mk"
	: >"$folder/start-$libc/defconfig"
	for plat in $plats; do
		[ "$libc-$plat" != PICOLIBC-linux ] || continue
		makes "start and end with $libc on $plat" '^(start-.*: )?before main 50 second first after' \
			APP="$folder/start-$libc" PLAT="$plat" SET="$([ $libc = NOLIBC ] || echo LIB_$libc=y)" O="$folder/start-$libc.$plat" run
	done
done
# main may end before its threads: the last thread ends the machine (POSIX).
cp -r "$folder/second" "$folder/leaves"
printf '#include <skiff/init.h>\n#include <skiff/print.h>\n#include <skiff/thread.h>\nstatic void late(void *n)\n{\n\tthread_yield();\n\tprint("late\\n");\n\t(void)n;\n}\nint main(int argc, char **argv)\n{\n\t(void)argc, (void)argv;\n\tthread_detach(thread_create("late", late, NULL, 0, 0));\n\tthread_exit();\n}\n' >"$folder/leaves/second.c"
for plat in linux virt; do
	makes "main leaves on $plat" '^late$' APP="$folder/leaves" PLAT=$plat O="$folder/leaves-$plat" run
	equal "and nothing else happens on $plat" "$(printf '%s\n' "$output" | grep 'panic\|Error')" ''
done
refused() { # refused NAME MESSAGE STATEMENT: the compiler says so
	cp -r "$folder/plain" "$folder/$1"
	printf '#include <stdio.h>\n#include <stdlib.h>\nint main(void)\n{\n\tlong long n = 1;\n\t%s;\n\treturn (int)n;\n}\n' \
		"$3" >"$folder/$1/plain.c"
	makes "$1" "error: .*$2" APP="$folder/$1" O="$folder/$1.o"
}
refused long-double 'have no long double' 'printf("%%Lg", (long double)n / 3)'
refused long-double-scan 'have no long double' 'long double x; scanf("%%Lg", &x); printf("%%d", x > 0)'
refused percent-n 'has no %n' 'printf("abc%%lln", &n)'
refused strtold 'no more exact than strtod' 'printf("%%d", strtold("1", NULL) > 0)'
cp -r "$folder/second" "$folder/kept"
makes 'savedefconfig' '^wrote' APP="$folder/kept" O="$folder/kept.o" SET=SECOND_TICKS=5 savedefconfig
makes 'savedefconfig keeps' '^a: tick 5$' APP="$folder/kept" O="$folder/kept.o" run

# --- mistakes ---
makes 'no APP' 'which application'
makes 'no such folder' 'there is no such folder' APP="$folder/nowhere"
mkdir "$folder/empty"
makes 'an empty folder' 'it has no app.mk Kconfig defconfig' APP="$folder/empty"
makes 'no such platform' 'PLAT=pc: virt, bulkhead, extension or linux is expected' APP="$folder/first" PLAT=pc
makes 'no such option' 'there is no option NONSENSE' APP="$folder/first" O="$folder/x" SET=NONSENSE=y
makes 'out of range' 'SECOND_TICKS=2000: its range' APP="$folder/second" O="$folder/x" SET=SECOND_TICKS=2000
makes 'impossible on the platform' 'LIB_TIMER is selected by APP_SECOND, but depends on !PLAT_EXTENSION' \
	APP="$folder/second" O="$folder/y" PLAT=extension
wrong() { # wrong NAME FILE LINE: a copy of `second` with a line appended
	cp -r "$folder/second" "$folder/$1"
	echo "$3" >>"$folder/$1/$2"
}
wrong select Kconfig '	select LIB_NOTHERE'
wrong syntax Kconfig 'confg X'
wrong default defconfig 'CONFIG_NOTHERE=y'
wrong value defconfig 'CONFIG_SECOND_TICKS=0'
wrong source app.mk 'srcs-y += nothere.c'
makes 'Kconfig selects an unknown option' 'undefined symbol LIB_NOTHERE' APP="$folder/select" O="$folder/e1"
makes 'Kconfig with a typing error' "Kconfig:[0-9]+: error: couldn't parse 'confg X'" APP="$folder/syntax" O="$folder/e2"
makes 'defconfig with an unknown option' 'undefined symbol NOTHERE' APP="$folder/default" O="$folder/e3"
makes 'defconfig out of range' 'SECOND_TICKS .*outside the active range' APP="$folder/value" O="$folder/e4"
makes 'a source that is not there' 'nothere.c' APP="$folder/source" O="$folder/e5"
wrong header second.c '#include <pthread.h>'
makes 'a header of the host' 'fatal error: pthread.h: No such file' APP="$folder/header" O="$folder/e8"
makes 'a header of the host as a process' 'pthread.h: No such file' APP="$folder/header" O="$folder/e9" PLAT=linux
makes 'no compiler' 'not found: nothere-gcc .*make setup' APP="$folder/first" O="$folder/e6" CROSS_COMPILE=nothere-
makes 'no kconfiglib' 'python3-kconfiglib is missing' APP="$folder/first" O="$folder/e7" PYTHON='/usr/bin/python3 -S'
summary
