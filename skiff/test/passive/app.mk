# SPDX-License-Identifier: BSD-3-Clause
srcs-y := passive.c
# The endless recursion is intended.
cflags-y := -Wno-infinite-recursion
