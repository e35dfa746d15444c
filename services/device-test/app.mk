# SPDX-License-Identifier: BSD-3-Clause
srcs-y := device_test.c
