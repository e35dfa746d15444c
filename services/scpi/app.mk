# SPDX-License-Identifier: BSD-3-Clause
srcs-y := main.c mhu.c scpi.c
