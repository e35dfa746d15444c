# SPDX-License-Identifier: BSD-3-Clause
srcs-y := net.c checksum.c guard.c find.c
srcs-$(CONFIG_NET_VIRTIO) += virtio.c
tests-y := test/checksum.c test/guard.c
cflags-y := $(lwip-flags)
