#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# nginx as a unikernel and stock clients (packages curl, apache2-utils): nginx.sh IMAGE PORT QEMU [ARGUMENTS...]
# Runs from the top folder. PORT is one of the host's that is free.
image=$1 port=$2
shift 2
. tests/kit/check.sh
for tool in curl ab; do
	command -v $tool >/dev/null || { echo "$tool is missing: install curl and apache2-utils"; exit 1; }
done
root=apps/nginx/root/html
page=http://127.0.0.1:$port

said=$(sed -n "s/^| image of nginx .*) | \([0-9,]*\) bytes.*/\1/p" docs/posix.md | tr -d ,)
equal 'the size of the image is what docs/posix.md says' "$(stat -c %s "$image")" "$said"

"$@" -kernel "$image" -global virtio-mmio.force-legacy=false \
	-netdev "user,id=net,hostfwd=tcp:127.0.0.1:$port-:80" -device virtio-net-device,netdev=net \
	</dev/null >"$image.log" 2>&1 &
machine=$!
trap 'kill $machine 2>/dev/null' EXIT

ask() { # ask WORD...
	curl --silent --max-time 20 "$@" 2>&1
}

for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	ask -o /dev/null "$page/" && break
	sleep 1
done
ask "$page/" | cmp -s - $root/index.html
check 'curl: the page is the file' $?
matches 'curl: its header names its kind and size' '^Content-Type: text/html.*Content-Length: '"$(wc -c <$root/index.html) " \
	"$(ask -I "$page/" | tr '\r\n' '  ' | sed 's/.*\(Content-Type\)/\1/')"
equal 'curl: a part of it' "$(ask -r 2-8 "$page/index.html")" "$(head -c 9 $root/index.html | tail -c 7)"
equal 'curl: what is not there' "$(ask -o /dev/null -w '%{http_code}' "$page/none")" 404
matches 'curl: a list of the folder' 'href="index.html"' "$(ask "$page/list/")"
equal 'curl: what is not changed is not sent again' \
	"$(ask -o /dev/null -w '%{http_code}' -z "$(date -R)" "$page/")" 304
matches 'ab: 500 requests of 4 clients, connections kept' '^Complete requests: *500 .*Failed requests: *0 ' \
	"$(timeout 60 ab -k -c 4 -n 500 "$page/" 2>&1 | grep requests: | tr '\n' ' ')"
summary
