# SPDX-License-Identifier: BSD-3-Clause
# The linux platform has its own console.
srcs-$(CONFIG_CONSOLE_PL011) += pl011.c
srcs-$(CONFIG_CONSOLE_HYPERCALL) += hypercall.c
srcs-$(CONFIG_CONSOLE_EXTENSION) += extension.c
srcs-$(CONFIG_CONSOLE_NONE) += none.c
tests-y := test/console.c
