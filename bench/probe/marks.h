/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The numbers of the operations that bench/plugin measures, each between MARK_BEGIN and MARK_END. Those from 32 on begin with
 * an interrupt that the guest waits for. bench/core.sh reads the names here.
 */
#define MARK_hvc_null		  0
#define MARK_smc_null		  1
#define MARK_forward_smc	  2
#define MARK_forward_mmio	  3
#define MARK_gicd_typer_read	  4
#define MARK_gicd_isenabler_read  5
#define MARK_gicd_ipriority_write 6
#define MARK_gicr_isenabler_write 7
#define MARK_sgi_no_target	  8
#define MARK_sgi_self		  9
#define MARK_id_register	  10
#define MARK_irq_to_guest	  11
#define MARK_vcpu_switch	  12
#define MARK_doorbell		  13
#define MARK_doorbell_pending	  14
#define MARK_sgi_to_vcpu	  15
#define MARK_extension_restart	  16
#define MARK_mediator_restart	  17
#define MARK_vtimer		  32
#define MARK_wfi_wake		  33
#define MARK_wfi_wake_idle	  34
#define MARK_wfi_wake_replace	  35

#define MARK_TEXT_(n) #n
#define MARK_TEXT(n)  MARK_TEXT_(n)
/* Lines of assembly around an instruction. */
#define MARK_BEGIN(n) "hint #(64 + " MARK_TEXT(n) ")\n"
#define MARK_END      "\nhint #127\n"
