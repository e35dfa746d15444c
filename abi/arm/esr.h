/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exception syndrome, ESR_ELx (Arm DDI 0487, D19.2.37 to D19.2.40): exception classes, and the
 * fields of the ISS that are used here. Usable from C and assembly.
 */
#pragma once

#define ESR_EC_SHIFT 26
#define ESR_EC_MASK  (0x3full << ESR_EC_SHIFT)
#define ESR_EC(esr)  ((unsigned)((esr) >> ESR_EC_SHIFT & 0x3f))
#define ESR_IL	     (1ull << 25) /* the trapped instruction has 32 bits */
#define ESR_ISS_MASK 0x1ffffffu
#define ESR_ISS(esr) ((unsigned)((esr)&ESR_ISS_MASK))

/* Exception classes. LOWER: from a lower exception level; SAME: without a change of level. */
#define ESR_EC_UNKNOWN		       0x00
#define ESR_EC_WFX		       0x01
#define ESR_EC_FP		       0x07 /* access to SIMD, FP or SVE registers */
#define ESR_EC_PAC		       0x09
#define ESR_EC_ILLEGAL_STATE	       0x0e
#define ESR_EC_SVC32		       0x11
#define ESR_EC_HVC32		       0x12
#define ESR_EC_SMC32		       0x13
#define ESR_EC_SVC64		       0x15
#define ESR_EC_HVC64		       0x16
#define ESR_EC_SMC64		       0x17
#define ESR_EC_SYSREG		       0x18 /* MSR, MRS or system instruction */
#define ESR_EC_SVE		       0x19
#define ESR_EC_INSTRUCTION_ABORT_LOWER 0x20
#define ESR_EC_INSTRUCTION_ABORT_SAME  0x21
#define ESR_EC_PC_ALIGNMENT	       0x22
#define ESR_EC_DATA_ABORT_LOWER	       0x24
#define ESR_EC_DATA_ABORT_SAME	       0x25
#define ESR_EC_SP_ALIGNMENT	       0x26
#define ESR_EC_FP_EXCEPTION64	       0x2c
#define ESR_EC_SERROR		       0x2f
#define ESR_EC_BREAKPOINT_LOWER	       0x30
#define ESR_EC_BREAKPOINT_SAME	       0x31
#define ESR_EC_STEP_LOWER	       0x32
#define ESR_EC_STEP_SAME	       0x33
#define ESR_EC_WATCHPOINT_LOWER	       0x34
#define ESR_EC_WATCHPOINT_SAME	       0x35
#define ESR_EC_BKPT32		       0x38
#define ESR_EC_BRK64		       0x3c

/* ISS of WFI, WFE (ESR_EC_WFX): TI. */
#define ISS_WFX_WFE 1u

/* ISS of SVC, HVC, SMC and BRK: the immediate. */
#define ISS_IMMEDIATE(iss) ((iss)&0xffff)

/* ISS of a data abort. */
#define ISS_ISV		   (1u << 24)		/* the fields SAS to AR are valid */
#define ISS_SAS(iss)	   ((iss) >> 22 & 3)	/* size of the access: 1 << SAS bytes */
#define ISS_SIZE(iss)	   (1u << ISS_SAS(iss)) /* bytes */
#define ISS_SAS_MASK	   (3u << 22)
#define ISS_SAS_BYTE	   (0u << 22)
#define ISS_SAS_HALFWORD   (1u << 22)
#define ISS_SAS_WORD	   (2u << 22)
#define ISS_SAS_DOUBLEWORD (3u << 22)
#define ISS_SSE		   (1u << 21)	      /* a load extends the sign */
#define ISS_SRT(iss)	   ((iss) >> 16 & 31) /* transfer register */
#define ISS_SRT_SHIFT	   16
#define ISS_SF		   (1u << 15) /* the transfer register has 64 bits */
#define ISS_AR		   (1u << 14) /* acquire or release */
#define ISS_FNV		   (1u << 10) /* FAR isn't valid */
#define ISS_EA		   (1u << 9)  /* type of an external abort */
#define ISS_CM		   (1u << 8)  /* cache maintenance */
#define ISS_S1PTW	   (1u << 7)  /* stage-2 fault of a stage-1 walk */
#define ISS_WNR		   (1u << 6)  /* write */

/* Fault status code of data and instruction aborts; most codes have a level in bits 1:0. */
#define ISS_FSC(iss)		  ((iss)&0x3f)
#define ISS_FSC_TYPE		  0x3cu /* the code without its level */
#define FSC_ADDRESS_SIZE	  0x00u
#define FSC_TRANSLATION		  0x04u
#define FSC_ACCESS_FLAG		  0x08u
#define FSC_PERMISSION		  0x0cu
#define FSC_EXTERNAL_ABORT	  0x10u
#define FSC_EXTERNAL_WALK	  0x14u
#define FSC_ALIGNMENT		  0x21u
#define FSC_TLB_CONFLICT	  0x30u
#define FSC_UNSUPPORTED_EXCLUSIVE 0x35u

/* ISS of a trapped system register or instruction (ESR_EC_SYSREG). */
#define ISS_SYSREG_READ	    1u
#define ISS_SYSREG_RT(iss)  ((iss) >> 5 & 31)
#define ISS_SYSREG_RT_MASK  (31u << 5)
#define ISS_SYSREG_CRM(iss) ((iss) >> 1 & 15)
#define ISS_SYSREG_CRN(iss) ((iss) >> 10 & 15)
#define ISS_SYSREG_OP1(iss) ((iss) >> 14 & 7)
#define ISS_SYSREG_OP2(iss) ((iss) >> 17 & 7)
#define ISS_SYSREG_OP0(iss) ((iss) >> 20 & 3)

/* HPFAR_EL2: the page of the faulting intermediate physical address (DDI 0487, D19.2.58). */
#define HPFAR_IPA(hpfar) ((hpfar) >> 4 << 12)
