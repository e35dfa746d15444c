# SPDX-License-Identifier: BSD-3-Clause
libfdt := $(ROOT)/build/skiff/libfdt
CPPFLAGS += -isystem $(libfdt)/usr/include
srcs-y := chk.c
tests-y := test/libfdt.c
ldlibs-y := $(libfdt)/usr/lib/aarch64-linux-gnu/libfdt.a
prepare += $(libfdt)/usr/include/libfdt.h

$(libfdt)/usr/include/libfdt.h:
	@$(ROOT)/tools/apt-fetch.sh bookworm arm64 $(libfdt) libfdt-dev
