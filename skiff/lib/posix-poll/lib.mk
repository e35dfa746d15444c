# SPDX-License-Identifier: BSD-3-Clause
# Called from libc.a, which link-time optimisation does not see.
cflags-y := -fno-lto
srcs-y := poll.c pipe.c event.c
tests-y := test/poll.c test/pipe.c test/event.c
