# SPDX-License-Identifier: BSD-3-Clause
srcs-y := driver.c device.c status.c
tests-y := test/device.c
