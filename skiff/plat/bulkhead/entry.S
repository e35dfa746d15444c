/* SPDX-License-Identifier: BSD-3-Clause */
/* First instructions of a unikernel VM: EL1, stage 1 off, memory cacheable by HCR_EL2.DC. */
#include <skiff/config.h>
#include "../crt.S"
#include "offsets.h"

#define CPACR_FPEN (3 << 20)

	.section .skiff.start, "ax"
	.globl _start
_start:
#ifdef CONFIG_BOOT_STAMP
	mrs	x0, cntvct_el0
	msr	tpidrro_el0, x0
#endif
	adrp	x0, __image_start
	msr	vbar_el1, x0
#ifdef CONFIG_FP
	mov	x0, #CPACR_FPEN
	msr	cpacr_el1, x0
#endif
	isb
	mov	x0, #BOOTINFO_IPA
	ldr	x0, [x0, #BOOTINFO_STACK_TOP]
	mov	sp, x0
	mov	x29, xzr
	mov	x30, xzr
	crt_memory
	crt_thread_local
	b	machine_start
