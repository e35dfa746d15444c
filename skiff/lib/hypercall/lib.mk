# SPDX-License-Identifier: BSD-3-Clause
srcs-y := console.c
tests-y := test/hypercall.c
