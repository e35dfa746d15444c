# SPDX-License-Identifier: BSD-3-Clause
srcs-y := bench.c figures_alloc.c figures_thread.c figures_libc.c figures_many.c
