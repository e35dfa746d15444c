# SPDX-License-Identifier: BSD-3-Clause
# Called from libc.a, which link-time optimisation does not see.
cflags-y := -fno-lto
srcs-y := signal.c pending.c stack.c stack-$(if $(CONFIG_PLAT_LINUX),$(arch-name),arm64).S
tests-y := test/signal.c test/queue.c test/stack.c
