# SPDX-License-Identifier: BSD-3-Clause
srcs-y := block.c range.c
tests-y := test/block.c test/range.c
