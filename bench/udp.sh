#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# UDP on Skiff: what an echo takes of the machine, through lwIP and the driver.
set -eu
. bench/lib.sh
. bench/served.sh
skiff skiff/test/echo virt "$OUT/echo"
request udp_echo "$OUT/echo/echo.bin" udp:7 echo ''
request udp_echo_batch "$OUT/echo/echo.bin" udp:7 echo-batch ''
