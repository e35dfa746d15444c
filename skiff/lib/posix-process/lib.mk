# SPDX-License-Identifier: BSD-3-Clause
srcs-y := exit.c identity.c system.c
srcs-$(CONFIG_LIB_ENTROPY) += random.c
srcs-$(if $(CONFIG_LIB_POSIX_THREAD),,y) += alone.c
tests-y := test/process.c
