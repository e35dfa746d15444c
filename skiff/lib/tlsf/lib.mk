# SPDX-License-Identifier: BSD-3-Clause
srcs-y := tlsf.c check.c
tests-y := test/tlsf.c
