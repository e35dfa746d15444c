# SPDX-License-Identifier: BSD-3-Clause
srcs-y := block.c
tests-y := test/block.c
