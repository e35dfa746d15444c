# SPDX-License-Identifier: BSD-3-Clause
srcs-y := net.c checksum.c guard.c find.c frame.c
srcs-$(CONFIG_NET_IPV6) += frame6.c ipv6.c
srcs-$(CONFIG_NET_VIRTIO) += virtio.c
tests-y := test/checksum.c test/guard.c
tests-$(CONFIG_NET_IPV6) += test/ipv6.c
cflags-y := $(lwip-flags)
