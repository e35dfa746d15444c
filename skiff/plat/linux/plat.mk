# SPDX-License-Identifier: BSD-3-Clause
CROSS := $(if $(CONFIG_LINUX_ARM64),aarch64-linux-gnu-)
CC := $(if $(CONFIG_FUZZ),clang,$(CROSS)gcc)
OBJCOPY := $(CROSS)objcopy
NM := $(CROSS)nm
SIZE := $(CROSS)size
linux-arch := $(if $(CONFIG_LINUX_ARM64),aarch64,$(shell uname -m))
sanitizers := $(if $(CONFIG_FUZZ),fuzzer,) $(if $(CONFIG_SANITIZE),address undefined)
CFLAGS += $(foreach s,$(sanitizers),-fsanitize=$(s)) \
	$(if $(CONFIG_SANITIZE),-fno-sanitize-recover=all -fno-sanitize=alignment)
LDFLAGS += -Wl,--gc-sections $(if $(CONFIG_LINUX_ARM64),-static)
# The application's main is called by the process's.
app-flags := -Dmain=skiff_main
srcs-y := process.c interrupt.c
srcs-$(CONFIG_LIB_ENTROPY) += entropy.c
ifeq ($(linux-arch),x86_64)
srcs-$(CONFIG_LIB_THREAD) += switch-x86_64.S context-x86_64.c
else
srcs-$(CONFIG_LIB_THREAD) += switch-arm64.S context-arm64.c
endif
