# SPDX-License-Identifier: BSD-3-Clause
srcs-y := resolver.c
# They need a root that has a folder for it.
tests-$(CONFIG_POSIX_RAM_ROOT) := test/resolver.c
