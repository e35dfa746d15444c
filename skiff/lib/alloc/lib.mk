# SPDX-License-Identifier: BSD-3-Clause
srcs-y := alloc.c
srcs-$(CONFIG_ALLOC_TLSF) += heap_tlsf.c
srcs-$(CONFIG_ALLOC_BUDDY) += heap_buddy.c
srcs-$(CONFIG_ALLOC_BUMP) += heap_bump.c
tests-y := test/alloc.c
