# SPDX-License-Identifier: BSD-3-Clause
srcs-y := resolver.c
tests-y := test/resolver.c
