# SPDX-License-Identifier: BSD-3-Clause
# Called from libc.a, which link-time optimisation does not see.
cflags-y := -fno-lto
srcs-y := thread.c futex.c inherit.c schedule.c signal.c
tests-y := test/thread.c test/futex.c test/inherit.c
tests-$(CONFIG_POSIX_SLEEP) += test/signal.c
