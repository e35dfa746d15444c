# SPDX-License-Identifier: BSD-3-Clause
srcs-y := channel.c
srcs-$(CONFIG_PLAT_BULKHEAD) += bulkhead.c
tests-y := test/channel.c
