# SPDX-License-Identifier: BSD-3-Clause
srcs-y := format.c
tests-y := test/format.c
