# SPDX-License-Identifier: BSD-3-Clause
# The release variant: the default one's memcpy is a loop of bytes.
picolibc := $(patsubst "%",%,$(CONFIG_PICOLIBC_DIR))
libc-include := -D_GNU_SOURCE -isystem $(picolibc)/include
srcs-y := glue.c strtod.c
tests-y := test/picolibc.c
ldlibs-y := $(picolibc)/lib/release/libc.a -lgcc
