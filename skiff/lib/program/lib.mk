# SPDX-License-Identifier: BSD-3-Clause
# Called from assembly and by tables, which link-time optimisation does not see.
cflags-y := -fno-lto
srcs-y := vectors.S calls.c clone.c load.c start.c
