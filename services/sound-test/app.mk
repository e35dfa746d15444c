# SPDX-License-Identifier: BSD-3-Clause
srcs-y := $(if $(CONFIG_SOUND_TEST_LISTEN),listen.c,main.c hostile.c)
