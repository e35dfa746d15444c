# SPDX-License-Identifier: BSD-3-Clause
include scripts/arm64.mk
srcs-y := device.c
srcs-$(CONFIG_PLAT_BULKHEAD) += entry.S machine.c
srcs-$(if $(filter-out 0,$(CONFIG_THREAD_STACKS)),y) += stacks.S
srcs-$(CONFIG_PLAT_EXTENSION) += extension.S extension.c
linker-script := plat/bulkhead/bulkhead.lds.S
