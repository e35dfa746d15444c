# SPDX-License-Identifier: BSD-3-Clause
srcs-y := sched.c
tests-y := test/coop.c
