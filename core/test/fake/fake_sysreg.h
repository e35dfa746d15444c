/* SPDX-License-Identifier: BSD-3-Clause */
/* System registers on the host: variables that a test defines, one for each name that its unit uses. */
#pragma once

#define sysreg_read(name) (fake_##name)
#define sysreg_write(name, value) (fake_##name = (value))
#define wfi() fake_wfi()
#define dmb(domain) __atomic_thread_fence(__ATOMIC_SEQ_CST)

extern uint64_t fake_cntpct_el0, fake_cnthp_cval_el2;
void fake_wfi(void); /* time passes until there is an interrupt */
