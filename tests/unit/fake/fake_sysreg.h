/* SPDX-License-Identifier: BSD-3-Clause */
/* System registers on the host: variables that a test defines, one for each name that its unit uses. */
#pragma once

#define sysreg_read(name)	  (fake_##name)
#define sysreg_write(name, value) (fake_##name = (value))
#define wfi()			  fake_wfi()
#define dmb(domain)		  __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define dsb(domain)		  dmb(domain)
#define isb()			  dmb(sy)
#define tlbi(operation)		  ((void)0)

extern uint64_t fake_cntpct_el0, fake_cnthp_cval_el2;
extern uint64_t fake_tcr_el1, fake_sctlr_el1, fake_mdscr_el1, fake_cntkctl_el1, fake_tpidr_el0,
    fake_tpidrro_el0, fake_sp_el0;
extern uint64_t fake_cptr_el2, fake_vtcr_el2, fake_vttbr_el2, fake_hcr_el2;
void fake_wfi(void); /* time passes until there is an interrupt */
