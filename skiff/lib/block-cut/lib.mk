# SPDX-License-Identifier: BSD-3-Clause
srcs-y := cut.c
