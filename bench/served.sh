# shellcheck shell=sh
# SPDX-License-Identifier: BSD-3-Clause
# What a unikernel's server spends on its client's requests. Sourced after lib.sh.

# served IMAGE PROTOCOL:PORT KIND REQUESTS ARGUMENTS MIB [QEMU-OPTION...]: bench/client.py's requests to a machine of MIB, by
# CLIENTS (1) connections.
served() {
	image=$1 protocol=${2%:*} server=${2#*:} kind=$3 requests=$4 arguments=$5 mib=$6
	shift 6
	port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	timeout -k 1 400 qemu-system-aarch64 -nodefaults -serial mon:stdio -display none -no-reboot -m "$mib" -machine virt \
		-cpu cortex-a57 -kernel "$image" -append "$arguments" -global virtio-mmio.force-legacy=false \
		-netdev "user,id=net,hostfwd=$protocol:127.0.0.1:$port-:$server" -device virtio-net-device,netdev=net "$@" \
		</dev/null >"$OUT/posix-$kind.log" 2>&1 &
	machine=$!
	status=0
	timeout 300 /usr/bin/python3 bench/client.py "$kind" "$port" "$requests" "${CLIENTS:-1}" || status=$?
	kill $machine 2>/dev/null || true
	wait $machine || true
	return $status
}

# spent REQUESTS IMAGE PROTOCOL:PORT KIND ARGUMENTS: prints the instructions of a machine from its reset to the last answer.
spent() {
	rm -f "$OUT/posix.counts"
	served "$2" "$3" "$4" "$1" "$5" 64 -icount shift=0 -plugin "$(plugin "$OUT/posix.counts" ,levels=on)" ||
		fail "$4: its client failed: $OUT/posix-$4.log"
	awk '$1 == "levels" { print $2 + $3 + $4 }' "$OUT/posix.counts" | grep . || fail "$4: nothing counted: $OUT/posix-$4.log"
}

# request NAME IMAGE PROTOCOL:PORT KIND ARGUMENTS: prints what one of 4,096 requests costs, without the start.
request() {
	name=$1
	shift
	few=$(spent 1024 "$@")
	many=$(spent 5120 "$@")
	echo "posix.$name $(((many - few) / 4096)) instructions"
}

# ports N: prints N free UDP ports of the host
ports() {
	/usr/bin/python3 -c 'import socket, sys
all = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(int(sys.argv[1]))]
for s in all: s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in all])' "$1"
}

# spent_on_wire REQUESTS IMAGE: prints what `spent` does, for nginx's page, with a client that makes every frame itself
# (bench/wire.py). With the host's TCP, segments and acknowledgements would differ from run to run.
spent_on_wire() {
	# shellcheck disable=SC2046 # words
	set -- "$@" $(ports 2)
	end=local.type=inet,local.host=127.0.0.1,local.port=$4,remote.type=inet,remote.host=127.0.0.1,remote.port=$3
	rm -f "$OUT/posix.counts"
	timeout -k 1 400 qemu-system-aarch64 -nodefaults -serial mon:stdio -display none -no-reboot -m 64 -machine virt \
		-cpu cortex-a57 -kernel "$2" -icount shift=0 -plugin "$(plugin "$OUT/posix.counts" ,levels=on)" \
		-global virtio-mmio.force-legacy=false -netdev "dgram,id=net,$end" -device virtio-net-device,netdev=net \
		</dev/null >"$OUT/posix-wire.log" 2>&1 &
	machine=$!
	status=0
	timeout 300 /usr/bin/python3 bench/wire.py "$3" "$4" "$1" || status=$?
	kill $machine 2>/dev/null || true
	wait $machine || true
	[ $status -eq 0 ] || fail "wire: the client failed: $OUT/posix-wire.log"
	awk '$1 == "levels" { print $2 + $3 + $4 }' "$OUT/posix.counts" | grep . || fail "wire: nothing counted: $OUT/posix-wire.log"
}

# request_on_wire NAME IMAGE: prints what `request` does, with that client
request_on_wire() {
	few=$(spent_on_wire 1024 "$2")
	many=$(spent_on_wire 5120 "$2")
	echo "posix.$1 $(((many - few) / 4096)) instructions"
}

# serves_in NAME IMAGE PROTOCOL:PORT KIND ARGUMENTS: prints the smallest RAM of a machine that serves 50 clients.
serves_in() {
	for mib in 3 4 5 6 7 8 10 12 16 24 32; do
		CLIENTS=50 PATIENCE=10 served "$2" "$3" "$4" 1000 "$5" "$mib" 2>/dev/null || continue
		echo "posix.$1 $((mib << 20)) bytes"
		return 0
	done
	fail "$1: more than 32 MiB"
}
