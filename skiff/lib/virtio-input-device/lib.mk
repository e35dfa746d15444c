# SPDX-License-Identifier: BSD-3-Clause
srcs-y := device.c config.c
tests-y := test/device.c
