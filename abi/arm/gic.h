/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Generic Interrupt Controller, versions 2 (Arm IHI 0048) and 3 (Arm IHI 0069): register offsets
 * and fields, usable from C and assembly. Registers that both versions have appear once; those of
 * one version are marked. The assembler knows the system registers (ICC_*, ICH_*) by name.
 */
#pragma once
#include <arm/mpidr.h>

/* Interrupt ids (IHI 0069, 2.2). */
#define GIC_SGIS	 16 /* software-generated: 0..15 */
#define GIC_PPI_FIRST	 16
#define GIC_SPI_FIRST	 32
#define GIC_SPECIAL	 1020 /* this id and those above aren't interrupts */
#define GIC_SPURIOUS_ID	 1023
#define GIC_PRIORITY_MIN 0xffu /* as a mask, it lets every priority pass */

/* Distributor (IHI 0069, 12.9; IHI 0048, 4.3). Registers with an argument: n counts words. */
#define GICD_CTLR	   0x0000u
#define GICD_TYPER	   0x0004u
#define GICD_IIDR	   0x0008u
#define GICD_IGROUPR(n)	   (0x0080u + 4 * (n)) /* a bit an interrupt */
#define GICD_ISENABLER(n)  (0x0100u + 4 * (n))
#define GICD_ICENABLER(n)  (0x0180u + 4 * (n))
#define GICD_ISPENDR(n)	   (0x0200u + 4 * (n))
#define GICD_ICPENDR(n)	   (0x0280u + 4 * (n))
#define GICD_ISACTIVER(n)  (0x0300u + 4 * (n))
#define GICD_ICACTIVER(n)  (0x0380u + 4 * (n))
#define GICD_IPRIORITYR(n) (0x0400u + 4 * (n)) /* a byte an interrupt */
#define GICD_ITARGETSR(n)  (0x0800u + 4 * (n)) /* a byte an interrupt; GICv2 */
#define GICD_ICFGR(n)	   (0x0c00u + 4 * (n)) /* two bits an interrupt */
#define GICD_IGRPMODR(n)   (0x0d00u + 4 * (n)) /* GICv3 */
#define GICD_SGIR	   0x0f00u	       /* GICv2, as the next two */
#define GICD_CPENDSGIR(n)  (0x0f10u + 4 * (n))
#define GICD_SPENDSGIR(n)  (0x0f20u + 4 * (n))
#define GICD_V2_PIDR2	   0x0fe8u
#define GICD_IROUTER(id)   (0x6000u + 8 * (id)) /* 64 bits an interrupt; GICv3 */
#define GICD_PIDR2	   0xffe8u		/* GICv3 */

#define GICD_V2_SIZE 0x1000u
#define GICD_SIZE    0x10000u /* GICv3 */

/* GICD_CTLR: with one security state, or as the non-secure state sees it where there are two. */
#define GICD_CTLR_GROUP0 (1u << 0) /* one security state, and seen from the secure one */
#define GICD_CTLR_GROUP1 (1u << 1) /* two security states and GICv3: EnableGrp1A */
#define GICD_CTLR_ENABLE (1u << 0) /* GICv2 seen from the non-secure state: group 1 */
#define GICD_CTLR_ARE	 (1u << 4)
#define GICD_CTLR_ARE_S	 (1u << 4) /* as the secure state sees it: ARE of either state */
#define GICD_CTLR_ARE_NS (1u << 5)
#define GICD_CTLR_DS	 (1u << 6) /* one security state */
#define GICD_CTLR_RWP	 (1u << 31)

#define GICD_TYPER_LINES(v)   ((v)&0x1f)	 /* 32 * (LINES + 1) interrupts */
#define GICD_TYPER_CPUS(v)    ((v) >> 5 & 7)	 /* GICv2: cores - 1 */
#define GICD_TYPER_NO1N	      (1u << 25)	 /* GICv3: no 1-of-N distribution */
#define GICD_TYPER_ID_BITS(v) ((v) >> 19 & 0x1f) /* GICv3: bits of an id - 1 */

#define GICD_ICFGR_EDGE 2u /* of the two bits of an interrupt */

#define GICD_IIDR_ARM	 0x43bu /* implementer (JEP106) */
#define GICD_PIDR2_GICV2 0x2bu
#define GICD_PIDR2_GICV3 0x3bu

/* GICD_SGIR (IHI 0048, 4.3.15). */
#define GICD_SGIR_TARGETS(mask) ((mask) << 16)
#define GICD_SGIR_LIST(v)	((v) >> 16 & 0xff)
#define GICD_SGIR_INTID(v)	((v)&15)
#define GICD_SGIR_FILTER(v)	((v) & (3u << 24))
#define GICD_SGIR_FILTER_LIST	(0u << 24)
#define GICD_SGIR_FILTER_OTHERS (1u << 24)
#define GICD_SGIR_FILTER_SELF	(2u << 24)

/* Redistributor of GICv3 (12.10, 12.11): two frames of 64 KiB; the second has the private interrupts, at the
 * distributor's offsets. */
#define GICR_CTLR  0x0000u
#define GICR_IIDR  0x0004u
#define GICR_TYPER 0x0008u
#define GICR_WAKER 0x0014u
#define GICR_PIDR2 0xffe8u

#define GICR_STRIDE	   0x20000u
#define GICR_STRIDE_SHIFT  17
#define GICR_SGI	   0x10000u /* the second frame */
#define GICR_IGROUPR0	   (GICR_SGI + GICD_IGROUPR(0))
#define GICR_ISENABLER0	   (GICR_SGI + GICD_ISENABLER(0))
#define GICR_ICENABLER0	   (GICR_SGI + GICD_ICENABLER(0))
#define GICR_ISPENDR0	   (GICR_SGI + GICD_ISPENDR(0))
#define GICR_ICPENDR0	   (GICR_SGI + GICD_ICPENDR(0))
#define GICR_ISACTIVER0	   (GICR_SGI + GICD_ISACTIVER(0))
#define GICR_ICACTIVER0	   (GICR_SGI + GICD_ICACTIVER(0))
#define GICR_IPRIORITYR(n) (GICR_SGI + GICD_IPRIORITYR(n))
#define GICR_ICFGR(n)	   (GICR_SGI + GICD_ICFGR(n))
#define GICR_IGRPMODR0	   (GICR_SGI + GICD_IGRPMODR(0))

#define GICR_CTLR_RWP		   (1u << 3)
#define GICR_TYPER_LAST		   (1u << 4)
#define GICR_TYPER_AFFINITY_SHIFT  32
#define GICR_WAKER_PROCESSOR_SLEEP (1u << 1)
#define GICR_WAKER_CHILDREN_ASLEEP (1u << 2)

/* CPU interface of GICv2 (IHI 0048, 4.4). */
#define GICC_CTLR  0x0000u
#define GICC_PMR   0x0004u
#define GICC_BPR   0x0008u
#define GICC_IAR   0x000cu
#define GICC_EOIR  0x0010u
#define GICC_RPR   0x0014u
#define GICC_HPPIR 0x0018u
#define GICC_DIR   0x1000u

#define GICC_SIZE 0x2000u

#define GICC_CTLR_GROUP0   (1u << 0) /* one security state, and seen from the secure one */
#define GICC_CTLR_ENABLE   (1u << 0) /* seen from the non-secure state: group 1 */
#define GICC_CTLR_GROUP1   (1u << 1)
#define GICC_CTLR_FIQEN	   (1u << 3)
#define GICC_CTLR_NOBYPASS (0xfu << 5)
#define GICC_CTLR_EOIMODE  (1u << 9) /* EOImodeNS: EOIR drops the priority, DIR deactivates */

#define GICC_IAR_INTID(v) ((v)&0x3ff)
#define GICC_IAR_CPU(v)	  ((v) >> 10 & 7) /* the core that sent the SGI */

/* CPU interface of GICv3: fields of system registers (IHI 0069, 12.2). */
#define ICC_CTLR_EOIMODE  (1u << 1)
#define ICC_SRE_SRE	  (1u << 0)
#define ICC_SRE_DFB	  (1u << 1)
#define ICC_SRE_DIB	  (1u << 2)
#define ICC_SRE_ENABLE	  (1u << 3) /* EL2, EL3: lower levels may access ICC_SRE too */
#define ICC_IGRPEN_ENABLE 1u
#define ICC_DIR_INTID(v)  ((uint32_t)((v)&0xffffff)) /* of 24 bits, as in ICC_EOIR<n>_EL1 */

/* ICC_SGI1R_EL1, ICC_SGI0R_EL1 (12.2.22): cores `list` of a cluster, by affinity 0. */
#define ICC_SGIR_INTID_SHIFT 24
#define ICC_SGIR_INTID(v)    ((unsigned)((v) >> 24 & 15))
#define ICC_SGIR_LIST(v)     ((unsigned)((v)&0xffff))
#define ICC_SGIR_AFF1_SHIFT  16
#define ICC_SGIR_AFF2_SHIFT  32
#define ICC_SGIR_AFF3_SHIFT  48
#define ICC_SGIR_RANGE_SHIFT 44
#define ICC_SGIR_RANGE(v)    ((unsigned)((v) >> 44 & 15)) /* RS: sixteens of affinity 0 */
#define ICC_SGIR_OTHERS	     (1ull << 40)		  /* IRM: all but the sender */

/* The cluster of core `mpidr`, the sixteen that share all but bits 3:0 of affinity 0, as the register has it. */
#define ICC_SGIR_CLUSTER(mpidr)                                 \
	(((mpidr)&0xff00000000) << (ICC_SGIR_AFF3_SHIFT - 32) | \
	 ((mpidr)&0xff0000) << (ICC_SGIR_AFF2_SHIFT - 16) |     \
	 ((mpidr)&0xff00) << (ICC_SGIR_AFF1_SHIFT - 8) |        \
	 ((mpidr)&0xf0) << (ICC_SGIR_RANGE_SHIFT - 4))
#define ICC_SGIR_CLUSTER_MASK ICC_SGIR_CLUSTER(MPIDR_AFFINITY_MASK)

/* Virtual interface of GICv2 (IHI 0048, 5.3). */
#define GICH_HCR   0x000u
#define GICH_VTR   0x004u
#define GICH_VMCR  0x008u
#define GICH_MISR  0x010u
#define GICH_EISR  0x020u
#define GICH_ELRSR 0x030u
#define GICH_APR   0x0f0u
#define GICH_LR(n) (0x100u + 4 * (n))

/* GICH_LR<n> (IHI 0048, 5.3.8). */
#define GICH_LR_VINTID(v)      ((v)&0x3ff)
#define GICH_LR_PINTID_SHIFT   10
#define GICH_LR_EOI	       (1u << 19) /* of a software interrupt */
#define GICH_LR_PRIORITY_SHIFT 23
#define GICH_LR_PENDING	       (1u << 28)
#define GICH_LR_ACTIVE	       (1u << 29)
#define GICH_LR_GROUP1	       (1u << 30)
#define GICH_LR_HW	       (1u << 31)

/* ICH_HCR_EL2 and GICH_HCR. */
#define ICH_HCR_EN	    (1u << 0)
#define ICH_HCR_LRENPIE	    (1u << 2)	     /* … while EOIcount isn't 0 */
#define ICH_HCR_NPIE	    (1u << 3)	     /* … while none is pending */
#define ICH_HCR_VGRP1EIE    (1u << 6)	     /* … while group 1 is enabled */
#define ICH_HCR_VGRP1DIE    (1u << 7)	     /* … while it isn't */
#define ICH_HCR_TDIR	    (1u << 14)	     /* GICv3: ICC_DIR_EL1 is trapped */
#define ICH_HCR_EOICOUNT(v) ((v) >> 27 & 31) /* ends of interrupts that no list register held */

/* ICH_VMCR_EL2 and GICH_VMCR. */
#define ICH_VMCR_EOIM (1u << 9) /* the end of an interrupt drops its priority only */

/* ICH_VTR_EL2 and GICH_VTR. */
#define ICH_VTR_LIST_REGISTERS(v)  (((unsigned)(v)&31) + 1)
#define ICH_VTR_PREEMPTION_BITS(v) (((unsigned)(v) >> 26 & 7) + 1)
#define ICH_VTR_TDS		   (1u << 19) /* ICH_HCR_EL2.TDIR is there */

/* ICH_LR<n>_EL2 (IHI 0069, 12.4). */
#define ICH_LR_VINTID(v)      ((unsigned)((v)&0xffffffff))
#define ICH_LR_PINTID_SHIFT   32
#define ICH_LR_PINTID_MASK    (0x3ffull << ICH_LR_PINTID_SHIFT)
#define ICH_LR_PINTID(v)      ((unsigned)((v) >> ICH_LR_PINTID_SHIFT & 0x3ff))
#define ICH_LR_EOI	      (1ull << 41) /* of a software interrupt: maintenance interrupt at its end */
#define ICH_LR_PRIORITY_SHIFT 48
#define ICH_LR_PRIORITY(v)    ((unsigned)((v) >> 48 & 0xff))
#define ICH_LR_GROUP1	      (1ull << 60)
#define ICH_LR_HW	      (1ull << 61)
#define ICH_LR_PENDING	      (1ull << 62)
#define ICH_LR_ACTIVE	      (1ull << 63)
#define ICH_LR_STATE	      (ICH_LR_PENDING | ICH_LR_ACTIVE)
