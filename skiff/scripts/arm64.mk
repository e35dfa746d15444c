# SPDX-License-Identifier: BSD-3-Clause
# Tool chain of bare-metal images.
CROSS_COMPILE ?= aarch64-linux-gnu-
CC := $(CROSS_COMPILE)gcc
OBJCOPY := $(CROSS_COMPILE)objcopy
NM := $(CROSS_COMPILE)nm
READELF := $(CROSS_COMPILE)readelf
SIZE := $(CROSS_COMPILE)size
CFLAGS += -march=armv8-a -mno-outline-atomics -mstrict-align -fno-asynchronous-unwind-tables \
	-fno-pic -mcmodel=small $(if $(CONFIG_FRAME_POINTER),-momit-leaf-frame-pointer) \
	$(if $(CONFIG_FP),,-mgeneral-regs-only)
CPPFLAGS += -Iarch/arm64/include
LDFLAGS += -nostdlib -static -no-pie -Wl,--gc-sections,--build-id=none,--fatal-warnings,-z,norelro \
	-Wl,--no-warn-rwx-segments,-z,max-page-size=4096
# Not without FP: some of its functions use those registers.
LDLIBS += $(if $(CONFIG_FP),-lgcc)
