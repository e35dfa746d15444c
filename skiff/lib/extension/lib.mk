# SPDX-License-Identifier: BSD-3-Clause
srcs-y := entry.S default.c window.c
