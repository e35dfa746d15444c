# SPDX-License-Identifier: BSD-3-Clause
srcs-y := entropy.c
srcs-$(CONFIG_ARM64_EL1) += arm64.c
tests-y := test/entropy.c
