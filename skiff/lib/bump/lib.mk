# SPDX-License-Identifier: BSD-3-Clause
srcs-y := bump.c
tests-y := test/bump.c
