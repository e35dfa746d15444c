# SPDX-License-Identifier: BSD-3-Clause
srcs-y := packet.c
tests-y := test/packet.c
