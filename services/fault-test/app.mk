# SPDX-License-Identifier: BSD-3-Clause
srcs-y := fault_test.c
