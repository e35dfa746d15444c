# SPDX-License-Identifier: BSD-3-Clause
srcs-y := sched.c
tests-y := test/fixed.c $(if $(and $(CONFIG_LIB_LOCK),$(CONFIG_LIB_TIMER)),test/preempt.c)
