# SPDX-License-Identifier: BSD-3-Clause
srcs-y := panic.c assert.c
tests-y := test/assert.c
