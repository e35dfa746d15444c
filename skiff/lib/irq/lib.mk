# SPDX-License-Identifier: BSD-3-Clause
# The linux platform has its own interrupts.
ifneq ($(CONFIG_PLAT_LINUX),y)
srcs-y := irq.c gicv2.c gicv3.c
endif
tests-y := test/irq.c
