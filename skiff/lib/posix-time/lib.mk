# SPDX-License-Identifier: BSD-3-Clause
# Called from libc.a, which link-time optimisation does not see.
cflags-y := -fno-lto
srcs-y := clock.c
srcs-$(CONFIG_POSIX_SLEEP) += sleep.c
srcs-$(CONFIG_LIB_TIMER) += alarm.c
tests-y := test/time.c
tests-$(CONFIG_POSIX_SLEEP) += test/alarm.c
