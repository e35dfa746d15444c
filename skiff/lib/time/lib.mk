# SPDX-License-Identifier: BSD-3-Clause
srcs-y := time.c
tests-y := test/time.c
