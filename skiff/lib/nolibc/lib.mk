# SPDX-License-Identifier: BSD-3-Clause
# The compiler itself emits calls of these functions, so they must not be compiled to such calls, nor removed by
# link-time optimisation before these calls exist.
cflags-y := -fno-lto -fno-builtin $(if $(CONFIG_FUZZ),,-fno-tree-loop-distribute-patterns)
srcs-y := string.c strerror.c strtol.c sort.c rand.c stdio.c
srcs-$(CONFIG_LIB_ALLOC) += strdup.c
srcs-$(CONFIG_LIB_PRINT) += console.c
srcs-$(CONFIG_LIB_BOOT) += exit.c atexit.c
srcs-$(CONFIG_LIB_ASSERT) += abort.c
ifeq ($(CONFIG_PLAT_LINUX),y)
srcs-y += generic/mem.c
else
srcs-y += $(addprefix arm64/,memcpy.S memset.S strlen.S memcmp.S memchr.S strcmp.S strchr.S)
endif
tests-y := test/string.c test/stdlib.c test/stdio.c
