#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Compiles a file, or takes the object that the same text and flags gave for another image: most sources
# don't see the options in which two configurations differ.
#   compile.sh SHARED OUT OBJECT SOURCE COMPILER FLAG...
# SHARED: folder of the objects that are kept; OUT: the image's own folder, whose name is no difference.
set -eu
shared=$1 out=$2 object=$3 source=$4
shift 4
rm -f "$object"
"$@" -E -MD -MP -MF "${object%.o}.d" -MT "$object" "$source" -o "$object.i"
# A file that the assembler reads is not in the text.
if grep -q '\.incbin' "$object.i"; then
	rm -f "$object.i"
	exec "$@" -c "$source" -o "$object"
fi
# Where headers were looked for doesn't matter once they are in the text.
key=$({ printf '%s\n' "$@" | sed '/^-I/d; /^-isystem/d'; cat "$object.i"; } | sed "s,$out\([/=]\),build\1,g" | sha256sum)
kept=$shared/${key%% *}.o
if [ -f "$kept" ]; then
	cp "$kept" "$object"
else
	"$@" -c "$source" -o "$object" 2>"$object.said" || { cat "$object.said" >&2; exit 1; }
	cat "$object.said" >&2
	# A warning is said each time.
	if [ ! -s "$object.said" ]; then
		mkdir -p "$shared"
		cp "$object" "$kept.$$"
		mv "$kept.$$" "$kept"
	fi
	rm -f "$object.said"
fi
rm -f "$object.i"
