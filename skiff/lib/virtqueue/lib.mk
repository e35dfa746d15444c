# SPDX-License-Identifier: BSD-3-Clause
srcs-y := device.c resume.c driver.c
tests-y := test/device.c test/driver.c test/resume.c
