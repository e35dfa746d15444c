# SPDX-License-Identifier: BSD-3-Clause
# Called from libc.a, which link-time optimisation does not see.
cflags-y := -fno-lto
srcs-y := exit.c identity.c system.c
srcs-$(CONFIG_LIB_ENTROPY) += random.c
srcs-$(if $(CONFIG_LIB_POSIX_THREAD),,y) += alone.c
tests-y := test/process.c
