# SPDX-License-Identifier: BSD-3-Clause
# Called from libc.a, which link-time optimisation does not see.
cflags-y := -fno-lto $(lwip-flags)
srcs-y := socket.c name.c stream.c connect.c datagram.c message.c option.c
tests-y := test/stream.c test/datagram.c
