# SPDX-License-Identifier: BSD-3-Clause
srcs-y :=
tests-y := test/spin.c
