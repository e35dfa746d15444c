# SPDX-License-Identifier: BSD-3-Clause
# Called from libc.a, which link-time optimisation does not see.
cflags-y := -fno-lto
srcs-y := clock.c
srcs-$(CONFIG_POSIX_SLEEP) += sleep.c
tests-y := test/time.c
