# SPDX-License-Identifier: BSD-3-Clause
# Symbols that libc.a calls, which link-time optimisation doesn't see.
cflags-y := -fno-lto
musl := $(ROOT)/build/skiff/musl
libc-include := -D_GNU_SOURCE -isystem $(musl)/include
srcs-y := start.c malloc.c syscall.c cancel.S
srcs-$(CONFIG_LIB_POSIX_THREAD) += clone.c sched.c
tests-y := test/musl.c
tests-$(CONFIG_LIB_POSIX_THREAD) += test/pthread.c
tests-$(CONFIG_LIB_POSIX_TIMER) += test/timer.c
# -lgcc: long double.
ldlibs-y := $(musl)/lib/libc.a -lgcc
prepare += $(musl)/.built

$(musl)/.built: lib/musl/build.sh lib/musl/internal/syscall_arch.h
	@CROSS_COMPILE=$(CROSS_COMPILE) lib/musl/build.sh $(musl) $(CONFIG_MUSL_VERSION) $(MAKE) && touch $@
