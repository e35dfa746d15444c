#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Many nginx on one core of Bulkhead, each with a port of a network (bench/web is their client, a guest on that core): what a
# request takes of the machine besides the client's own instructions, with one server and with 100.
set -eu
. bench/lib.sh
ON_A_NETWORK=16 # NETWORK_PEERS_MAX

skiff apps/nginx bulkhead "$OUT/nginx" "THREAD_STACKS=0 BULKHEAD_PORTS=1"
skiff bench/web bulkhead "$OUT/web"

# description SERVERS ROUNDS: prints the system description
description() {
	cat <<TEXT
/dts-v1/;
#define SERVER \\
	image = "bench/nginx/nginx.elf"; args = "-c /rom/nginx.conf"; memory = <0x200000>; stack-size = <0x10000>; priority = <30>; \\
	keepalive;
/ {
	compatible = "bulkhead,system";
	model = "web";
	board = "qemu-virt-gicv3";
	cpus = <1>;
	networks {
TEXT
	for first in $(seq 0 $ON_A_NETWORK $(($1 - 1))); do
		last=$((first + ON_A_NETWORK <= $1 ? first + ON_A_NETWORK - 1 : $1 - 1))
		echo "		net$((first / ON_A_NETWORK)) {"
		echo "			ports = \"client\"$(seq -f ', "nginx-%g"' $first $last | tr -d '\n');"
		echo "			allow = $(seq -s ', ' -f '"client <-> nginx-%g"' $first $last);"
		echo '		};'
	done
	cat <<TEXT
	};
	vms {
		client { image = "bench/web/web.elf"; memory = <0x200000>; args = "$((($1 + ON_A_NETWORK - 1) / ON_A_NETWORK)) $1 $2"; priority = <20>; };
TEXT
	seq -f '		nginx-%g { SERVER };' 0 $(($1 - 1))
	echo '	};'
	echo '};'
}

# spent SERVERS ROUNDS: prints the instructions of the machine without the client's
spent() {
	description "$1" "$2" >"$OUT/web.dts"
	compile "$OUT/web.dts" "$OUT/web.image"
	counted "$OUT/web.image" web 1 ",levels=on$(awk '/image: web.elf/ { print ",apart=" $1 "-" $2 }' "$OUT/web.image.map" | tr -d '\n')"
	says "$OUT/web.log" 'web passed'
	awk '$1 == "levels" { all = $2 + $3 + $4 } $1 == "apart" { print all - $2; found = 1 } END { exit !found }' "$OUT/web.counts" ||
		fail "nothing counted: $OUT/web.counts"
}

# request SERVERS FEW MANY: prints what a request costs without the start: the difference of MANY and FEW requests to each
# server, divided by their number
request() {
	few=$(spent "$1" "$2")
	many=$(spent "$1" "$3")
	echo $(((many - few) / (($3 - $2) * $1)))
}

one=$(request 1 100 900)
all=$(request 100 2 22)
echo "posix.density_request_1 $one instructions"
echo "posix.density_request_100 $all instructions"
echo "posix.density_ratio_100 $(awk "BEGIN { printf \"%.3f\", $all / $one }") ratio"
