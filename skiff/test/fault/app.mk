# SPDX-License-Identifier: BSD-3-Clause
srcs-y := fault.c
# The endless recursion is intended.
cflags-y := -Wno-infinite-recursion
