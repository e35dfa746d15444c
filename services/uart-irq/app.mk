# SPDX-License-Identifier: BSD-3-Clause
srcs-y := uart_irq.c
