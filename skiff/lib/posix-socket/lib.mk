# SPDX-License-Identifier: BSD-3-Clause
# Called from libc.a, which link-time optimisation does not see.
cflags-y := -fno-lto $(lwip-flags)
srcs-y := socket.c name.c stream.c connect.c datagram.c message.c option.c
srcs-$(CONFIG_NET_IPV6) += inet6.c
tests-y := test/stream.c test/datagram.c
tests-$(CONFIG_NET_IPV6) += test/inet6.c
