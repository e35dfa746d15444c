# SPDX-License-Identifier: BSD-3-Clause
# Called from libc.a, which link-time optimisation does not see.
cflags-y := -fno-lto
srcs-y := device.c
tests-$(or $(CONFIG_POSIX_RAM_ROOT),$(CONFIG_POSIX_ARCHIVE_ROOT)) := test/device.c
