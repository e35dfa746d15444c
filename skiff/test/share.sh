#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# An object is made once for each text, and again for each other one: what scripts/share.c takes and what it doesn't.
#   share.sh SHARE
share=$1
# shellcheck source=tests/kit/check.sh
. "$(dirname "$0")/../../tests/kit/check.sh"
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
mkdir -p one/include/skiff two/include/skiff lib

printf '#define CONFIG_USED 1\n#define CONFIG_USED_ALSO 1\n#define CONFIG_OTHER 1\n' >one/include/skiff/config.h
printf '#define CONFIG_USED 1\n#define CONFIG_USED_ALSO 1\n' >two/include/skiff/config.h
cat >lib/source.c <<-'C'
	#include "header.h"
	#ifdef CONFIG_USED
	int used = VALUE;
	#endif
C
echo '#define VALUE 1' >lib/header.h
echo '__asm__(".incbin \"bytes\"");' >lib/bytes.c
echo bytes >bytes
echo 'static int unused;' >lib/warns.c
touch -d '1 minute ago' lib/*
# A compiler that counts its calls.
printf '#!/bin/sh\necho >>%s/count\nexec gcc "$@"\n' "$folder" >cc
chmod +x cc

compile() { # compile OUT SOURCE FLAG...: what the compiler says; $count: how often it ran since
	: >count
	image=$1 source=$2
	shift 2
	said=$("$share" "$folder/kept/gcc" "$folder/$image" "$folder/$image/x.o" "lib/$source" ./cc \
		-include "$folder/$image/include/skiff/config.h" -I"$folder/$image/include" -ffile-prefix-map="$folder/$image"=build "$@" 2>&1)
	status=$?
	count=$(wc -l <count)
}
value() { # value OUT: of the variable `used`
	objdump -s -j .data "$1/x.o" | sed -n 's/^ 0000 \(..\).*/\1/p'
}

compile one source.c
equal 'the first time it is compiled' "$status $count $(value one)" '0 1 01'
compile one source.c
equal 'then taken' "$status $count $(value one)" '0 0 01'
compile two source.c
equal 'for another image too, in spite of an option that it does not mention' "$status $count" '0 0'
matches 'make hears of the headers' "x.o: lib/source.c .*$folder/two/include/skiff/config.h lib/header.h$" "$(cat two/x.d)"
compile one source.c -O2
equal 'not with another flag' "$count" 1
sed -i /USED_ALSO/d two/include/skiff/config.h
compile two source.c
equal 'an option whose name only begins so is another' "$count" 0
sed -i 's/USED 1/USED 2/' two/include/skiff/config.h
compile two source.c
equal 'not with another value of an option' "$count" 1
sed -i /USED/d two/include/skiff/config.h
compile two source.c
equal 'not without the option' "$count $(value two)" '1 '
echo '#define VALUE 2' >lib/header.h
touch -d '1 minute ago' lib/header.h
compile one source.c
equal 'not when a header changed' "$count $(value one)" '1 02'
echo '#define VALUE 1' >lib/header.h
compile one source.c
equal 'but when it is as before' "$count $(value one)" '0 01'
compile one bytes.c
compile one bytes.c
equal 'never what the assembler reads' "$status $count" '0 1'
compile one warns.c -Wall
compile one warns.c -Wall
matches 'a warning is said each time' 'warning: .unused. defined' "$said"
compile one nothere.c
[ "$status" -ne 0 ] && [ ! -f one/x.o ]
check 'a mistake is one' $?
summary
