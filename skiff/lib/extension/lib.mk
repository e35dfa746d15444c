# SPDX-License-Identifier: BSD-3-Clause
srcs-y := default.c window.c
srcs-$(CONFIG_PLAT_EXTENSION) += entry.S
srcs-$(CONFIG_PLAT_BULKHEAD) += entry.S
tests-y := test/extension.c
