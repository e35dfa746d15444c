# SPDX-License-Identifier: BSD-3-Clause
srcs-y := vectors.S fault.c
srcs-$(CONFIG_LIB_THREAD) += switch.S context.c
