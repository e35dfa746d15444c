# SPDX-License-Identifier: BSD-3-Clause
# Called from libc.a, which link-time optimisation does not see.
cflags-y := -fno-lto
srcs-y := mount.c walk.c open.c names.c attributes.c directory.c working.c
tests-y := test/vfs.c
