# SPDX-License-Identifier: BSD-3-Clause
CROSS := $(if $(CONFIG_LINUX_ARM64),aarch64-linux-gnu-)
CC := $(if $(CONFIG_FUZZ),clang,$(CROSS)gcc)
OBJCOPY := $(CROSS)objcopy
NM := $(CROSS)nm
READELF := $(CROSS)readelf
SIZE := $(CROSS)size
linux-arch := $(if $(CONFIG_LINUX_ARM64),aarch64,$(shell uname -m))
sanitizers := $(if $(CONFIG_FUZZ),fuzzer,) $(if $(CONFIG_SANITIZE),address undefined)
CFLAGS += $(foreach s,$(sanitizers),-fsanitize=$(s)) \
	$(if $(CONFIG_SANITIZE),-fno-sanitize-recover=all -fno-sanitize=alignment)
# The image has a fixed address, so that the addresses in a backtrace can be looked up.
CFLAGS += -fno-pie
LDFLAGS += -no-pie -Wl,--gc-sections $(if $(CONFIG_LINUX_ARM64),-static)
# The process's main calls the application's, which is renamed.
app-flags := -Dmain=skiff_main
srcs-y := process.c interrupt.c
srcs-$(CONFIG_LIB_ENTROPY) += entropy.c
arch-name := $(if $(filter x86_64,$(linux-arch)),x86_64,arm64)
srcs-$(CONFIG_LIB_THREAD) += switch-$(arch-name).S context-$(arch-name).c
# The sanitizers and the fuzzer have reports of their own.
ifeq ($(CONFIG_SANITIZE)$(CONFIG_FUZZ),)
srcs-$(CONFIG_LIB_ASSERT) += fault.c registers-$(arch-name).c
endif
