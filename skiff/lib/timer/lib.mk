# SPDX-License-Identifier: BSD-3-Clause
srcs-y := timer.c sleep.c
srcs-$(CONFIG_ARM64_EL1) += generic.c
tests-y := test/timer.c
