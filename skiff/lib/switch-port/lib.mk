# SPDX-License-Identifier: BSD-3-Clause
srcs-y := send.c receive.c
srcs-$(CONFIG_PLAT_BULKHEAD) += open.c
srcs-$(CONFIG_PLAT_EXTENSION) += open.c
tests-y := test/switch_port.c
