# SPDX-License-Identifier: BSD-3-Clause
srcs-y := table.c transfer.c control.c terminal.c
tests-y := test/file.c
