# SPDX-License-Identifier: BSD-3-Clause
# Called from libc.a, which link-time optimisation does not see.
cflags-y := -fno-lto
srcs-y := lock.c map.c brk.c
tests-$(CONFIG_POSIX_RAM_ROOT) := test/memory.c
