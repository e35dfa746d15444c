# SPDX-License-Identifier: BSD-3-Clause
srcs-y := device.c resource.c
