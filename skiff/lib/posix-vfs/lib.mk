# SPDX-License-Identifier: BSD-3-Clause
# Called from libc.a, which link-time optimisation does not see.
cflags-y := -fno-lto
srcs-y := mount.c walk.c open.c names.c attributes.c directory.c working.c
# They work on files in memory, and with a mounted /dev.
tests-$(and $(CONFIG_POSIX_RAM_ROOT),$(CONFIG_LIB_POSIX_DEVICE)) := test/vfs.c
