# SPDX-License-Identifier: BSD-3-Clause
srcs-y := e1000e.c
