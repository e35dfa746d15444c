# SPDX-License-Identifier: BSD-3-Clause
srcs-y := boot.c
tests-y := test/boot.c test/constructors.c
