# SPDX-License-Identifier: BSD-3-Clause
srcs-y := device.c control.c
tests-y := test/device.c
