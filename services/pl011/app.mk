# SPDX-License-Identifier: BSD-3-Clause
srcs-y := pl011.c console.c output.c port.c
