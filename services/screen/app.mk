# SPDX-License-Identifier: BSD-3-Clause
srcs-y := main.c compose.c
srcs-$(CONFIG_SCREEN_FAULTY) += faulty.c
