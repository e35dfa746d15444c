# SPDX-License-Identifier: BSD-3-Clause
srcs-y := fuzz.c frames.c device.c
cflags-y := -Ilib/switch-port/test -I../services/uplink
