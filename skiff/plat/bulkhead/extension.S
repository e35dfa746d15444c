/* SPDX-License-Identifier: BSD-3-Clause */
/* Handles an extension's INIT request: runs the image's own start code, then extension_on_init. */
#include "../crt.S"

	.section .text.extension_init, "ax"
	.globl extension_init
	.type extension_init, %function
extension_init:
	mov	x19, x0
	crt_memory
	mov	x0, x19
	b	extension_start
	.size extension_init, . - extension_init
