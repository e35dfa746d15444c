/* SPDX-License-Identifier: BSD-3-Clause */
#include "vcpu/pmu.h"
#include "machine/sysreg.h"

#define PMU_ALL 0xffffffffu /* all counters, including the cycle counter */

bool pmu_present;
uint64_t pmu_counters;

void pmu_save(struct pmu_registers *p)
{
	p->pmcr = sysreg_read(pmcr_el0);
	p->enabled = sysreg_read(pmcntenset_el0);
	sysreg_write(pmcntenclr_el0, PMU_ALL);
	isb();
	p->interrupts = sysreg_read(pmintenset_el1);
	p->overflows = sysreg_read(pmovsset_el0);
	p->selected = sysreg_read(pmselr_el0);
	p->user = sysreg_read(pmuserenr_el0);
	p->cycles = sysreg_read(pmccntr_el0);
	p->cycles_filter = sysreg_read(pmccfiltr_el0);
	for (uint64_t i = 0; i < pmu_counters; i++) {
		sysreg_write(pmselr_el0, i);
		isb();
		p->count[i] = sysreg_read(pmxevcntr_el0);
		p->type[i] = sysreg_read(pmxevtyper_el0);
	}
}

void pmu_load(const struct pmu_registers *p)
{
	for (uint64_t i = 0; i < pmu_counters; i++) {
		sysreg_write(pmselr_el0, i);
		isb();
		sysreg_write(pmxevcntr_el0, p->count[i]);
		sysreg_write(pmxevtyper_el0, p->type[i]);
	}
	sysreg_write(pmccntr_el0, p->cycles);
	sysreg_write(pmccfiltr_el0, p->cycles_filter);
	sysreg_write(pmselr_el0, p->selected);
	sysreg_write(pmuserenr_el0, p->user);
	sysreg_write(pmintenclr_el1, PMU_ALL);
	sysreg_write(pmintenset_el1, p->interrupts);
	sysreg_write(pmovsclr_el0, PMU_ALL);
	sysreg_write(pmovsset_el0, p->overflows);
	sysreg_write(pmcr_el0, p->pmcr);
	sysreg_write(pmcntenset_el0, p->enabled);
}
