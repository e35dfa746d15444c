# SPDX-License-Identifier: BSD-3-Clause
# Called from libc.a, which link-time optimisation does not see.
cflags-y := -fno-lto
srcs-y := refuse.c
# What musl calls in its place.
srcs-$(if $(CONFIG_LIB_POSIX_THREAD),,$(CONFIG_LIB_MUSL)) += clone.c
srcs-$(if $(CONFIG_LIB_POSIX_POLL),,y) += pipe.c
srcs-$(if $(CONFIG_LIB_POSIX_THREAD),,y) += suspend.c
srcs-$(if $(CONFIG_LIB_POSIX_TIMER),,y) += timer.c
srcs-$(if $(CONFIG_LIB_POSIX_SOCKET),,y) += socket.c
tests-y := test/refuse.c
