# SPDX-License-Identifier: BSD-3-Clause
srcs-y := mutex.c semaphore.c condition.c resource.c
srcs-$(CONFIG_LIB_TIMER) += semaphore_until.c mutex_until.c
tests-y := test/lock.c
