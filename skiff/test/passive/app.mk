# SPDX-License-Identifier: BSD-3-Clause
srcs-y := passive.c
# The recursion is meant.
cflags-y := -Wno-infinite-recursion
