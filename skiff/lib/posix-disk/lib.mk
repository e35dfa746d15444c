# SPDX-License-Identifier: BSD-3-Clause
# Called from libc.a, which link-time optimisation does not see.
cflags-y := -fno-lto
srcs-y := table.c chunk.c cache.c content.c node.c
srcs-$(CONFIG_POSIX_DISK_VIRTIO) += virtio.c
# These tests allocate and free memory all the time, which the bump allocator can't.
tests-$(and $(CONFIG_POSIX_RAM_ROOT),$(CONFIG_LIB_BLOCK_CUT),$(if $(CONFIG_ALLOC_BUMP),,y)) := test/disk.c
