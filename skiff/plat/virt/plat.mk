# SPDX-License-Identifier: BSD-3-Clause
include scripts/arm64.mk
srcs-y := entry.S mmu.c machine.c device.c
linker-script := plat/virt/virt.lds.S
raw-image := y
