# SPDX-License-Identifier: BSD-3-Clause
srcs-y := fdt.c
tests-y := test/fdt.c
