/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * First instructions: Linux's arm64 boot protocol (Documentation/arm64/booting.rst), x0 = device
 * tree. If the image is started at EL2, this code drops to EL1.
 */
#include <skiff/config.h>
#include "../crt.S"
#include "mmu.h"
#include <arm/gic.h>

#define HCR_RW		     (1 << 31)
#define SPSR_EL1H_MASKED     0x3c5	/* EL1 with SP_EL1; D, A, I and F masked */
#define CNTHCTL_EL1PCTEN_EL1PCEN 3
#define CPTR_EL2_RES1	     0x33ff
#define PFR0_GIC_SHIFT	     24
#define SCTLR_EL1_RES1	     0x30d00800
#define CPACR_FPEN	     (3 << 20)
#define FLAGS_4K_PAGES	     2

	.section .skiff.start, "ax"
	.globl _start
_start:
	b	start
	.word	0
	.quad	0x200000		/* offset from the start of RAM */
	.quad	__image_size
	.quad	FLAGS_4K_PAGES
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.word	0

start:
	mov	x19, x0
	mrs	x0, CurrentEL
	tbz	x0, #3, 1f
	mov	x0, #HCR_RW
	msr	hcr_el2, x0
	mov	x0, #CNTHCTL_EL1PCTEN_EL1PCEN
	msr	cnthctl_el2, x0
	msr	cntvoff_el2, xzr
	mov	x0, #CPTR_EL2_RES1
	msr	cptr_el2, x0
	msr	hstr_el2, xzr
	mrs	x0, midr_el1
	msr	vpidr_el2, x0
	mrs	x0, mpidr_el1
	msr	vmpidr_el2, x0
	mrs	x0, id_aa64pfr0_el1
	ubfx	x0, x0, #PFR0_GIC_SHIFT, #4
	cbz	x0, 2f
	mov	x0, #(ICC_SRE_SRE | ICC_SRE_ENABLE)
	msr	icc_sre_el2, x0		/* EL1 may use the GIC's system registers */
2:	mov	x0, #SPSR_EL1H_MASKED
	msr	spsr_el2, x0
	adr	x0, 1f
	msr	elr_el2, x0
	eret

1:
#ifdef CONFIG_BOOT_STAMP
	mrs	x0, cntvct_el0
	msr	tpidrro_el0, x0
#endif
	ldr	x0, =SCTLR_EL1_RES1
	msr	sctlr_el1, x0
	adrp	x0, __image_start
	msr	vbar_el1, x0
#ifdef CONFIG_FP
	mov	x0, #CPACR_FPEN
	msr	cpacr_el1, x0
#endif
	isb
	/* The tables lie behind .bss, and the first stack behind the tables: see mmu.h. */
	adrp	x20, __bss_end + 4095
	ldr	x0, =(MMU_TABLES + 1) * 4096 + CONFIG_VIRT_STACK_SIZE
	add	sp, x20, x0
	mov	x29, xzr
	/* An ELF image is started without a pointer to the device tree, which is then at the start of RAM. */
	cbnz	x19, 7f
	mov	x19, #0x40000000
7:
	mov	x0, x20
	mov	x1, x19
	bl	mmu_start
	mov	x21, x0

	/* Memory is cacheable from here on. */
	crt_memory
	crt_thread_local
	mov	x0, x20
	mov	x1, x21
	mov	x2, x19
	b	machine_start
