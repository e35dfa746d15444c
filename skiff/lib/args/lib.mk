# SPDX-License-Identifier: BSD-3-Clause
srcs-y := args.c
tests-y := test/args.c
