# SPDX-License-Identifier: BSD-3-Clause
srcs-y := chacha20.c
tests-y := test/chacha20.c
