# SPDX-License-Identifier: BSD-3-Clause
srcs-y := tree.c
tests-y := test/tree.c
