# SPDX-License-Identifier: BSD-3-Clause
# Called from libc.a, which link-time optimisation does not see.
cflags-y := -fno-lto
srcs-y := timer.c interval.c
tests-$(CONFIG_POSIX_SLEEP) := test/timer.c test/interval.c
