# SPDX-License-Identifier: BSD-3-Clause
srcs-y := device.c memory.c lane.c
tests-y := test/memory.c test/lane.c
