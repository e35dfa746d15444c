# SPDX-License-Identifier: BSD-3-Clause
# Called from libc.a, which link-time optimisation does not see.
cflags-y := -fno-lto
srcs-y := node.c content.c
tests-$(CONFIG_POSIX_RAM_ROOT) := test/ram.c
