# SPDX-License-Identifier: BSD-3-Clause
srcs-y := buddy.c
tests-y := test/buddy.c
