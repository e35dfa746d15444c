# SPDX-License-Identifier: BSD-3-Clause
srcs-y := print.c
tests-y := test/print.c
