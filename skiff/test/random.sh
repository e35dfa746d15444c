#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Configurations with all options off and with random ones build on every platform.
#   random.sh FOLDER FIRST LAST     seeds; 0: all off
folder=$1
. ../tests/kit/check.sh
mkdir -p "$folder"
for seed in $(seq "$2" "$3"); do
	set -- virt bulkhead extension linux
	[ "$seed" -eq 0 ] || { shift $((seed % 4)); set -- "$1"; }
	for plat in "$@"; do
		app=apps/hello
		[ "$plat" != extension ] || app=skiff/test/passive
		config=$folder/$plat-$seed.config
		if output=$(SKIFF_APP=$PWD/../$app SKIFF_APP_NAME=random PLAT=$plat \
			/usr/bin/python3 scripts/kconfig.py random "$seed" "$config" 2>&1 &&
			make -s APP="../$app" PLAT="$plat" DEFCONFIG="$config" O="$folder/build" 2>&1); then
			pass "configuration $seed on $plat"
		else
			fail "configuration $seed on $plat ($config)"
			printf '%s\n' "$output" | grep -v lto-wrapper | head -n 12
		fi
		rm -rf "$folder/build"
	done
done
summary
