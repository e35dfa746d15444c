# SPDX-License-Identifier: BSD-3-Clause
# Called from libc.a, which link-time optimisation does not see.
cflags-y := -fno-lto
srcs-y := poll.c select.c epoll.c pipe.c event.c timer.c
tests-y := test/poll.c test/select.c test/epoll.c test/pipe.c test/event.c
tests-$(CONFIG_POSIX_SLEEP) += test/timer.c
