# SPDX-License-Identifier: BSD-3-Clause
srcs-y := ring.c
tests-y := test/ring.c
