/* SPDX-License-Identifier: BSD-3-Clause */
#include "boot/boot.h"
#include <arm/psci.h>
#include <bulkhead/armv8.h>
#include "extension/activation.h"
#include "extension/secure.h"
#include "machine/errata.h"
#include "machine/gic.h"
#include "machine/halt.h"
#include "machine/print.h"
#include "machine/smc.h"
#include "machine/smmu.h"
#include "machine/spinlock.h"
#include "machine/sysreg.h"
#include "sched/sched.h"
#include "trap/exit.h"
#include "trap/msr.h"
#include "vcpu/pmu.h"
#include "vcpu/registers.h"
#include "vm/vm.h"

#define START_TIMEOUT_MS	10000 /* an emulated core on a loaded host takes its time */
#define PMCR_N(v)		((v) >> 11 & 31)
#define CNTHP_ENABLE		1
#define ID_AA64DFR0_PMUVER(v)	((v) >> 8 & 15)
#define PMUVER_OTHER		15 /* a PMU that is not the architecture's */
#define ID_AA64PFR0_GIC(v)	((v) >> 24 & 15)
#define ID_AA64MMFR0_PARANGE(v) ((v)&15)
#define ID_AA64MMFR0_FGT(v)	((v) >> 56 & 15)
#define ID_AA64MMFR1_HCX(v)	((v) >> 40 & 15)
#define PARANGE_40_BITS		2
/* Names that assemblers of ARMv8.0 don't know. */
#define HCRX_EL2 S3_4_C1_C2_2
/* HFGRTR_EL2, HFGWTR_EL2, HFGITR_EL2, HDFGRTR_EL2, HDFGWTR_EL2 */
#define FINE_TRAPS(f) \
	f(S3_4_C1_C1_4) f(S3_4_C1_C1_5) f(S3_4_C1_C1_6) f(S3_4_C3_C1_4) f(S3_4_C3_C1_5)
#define FGT_2 2 /* FEAT_FGT2 */
/* HFGRTR2_EL2, HFGWTR2_EL2, HFGITR2_EL2, HDFGRTR2_EL2, HDFGWTR2_EL2 */
#define FINE_TRAPS_2(f) \
	f(S3_4_C3_C1_2) f(S3_4_C3_C1_3) f(S3_4_C3_C1_7) f(S3_4_C3_C1_0) f(S3_4_C3_C1_1)
#define CLEAR(name)	      sysreg_write_named(name, 0);
#define MPAM2_EL2	      S3_4_C10_C5_0
#define MPAM2_TRAPMPAM0EL1    (1ull << 48)
#define MPAM2_TRAPMPAM1EL1    (1ull << 49)
#define ID_AA64PFR0_MPAM(v)   ((v) >> 40 & 15)
#define PIDR2_ARCHITECTURE(v) ((v) >> 4 & 15)

void boot_check(const struct bulkhead_manifest *m)
{
	if (m->magic != BULKHEAD_MANIFEST_MAGIC || m->version != BULKHEAD_MANIFEST_VERSION ||
	    m->size > core_header.end - core_header.load_address ||
	    manifest_checksum(m, m->size) != m->checksum)
		halt("bulkhead: the manifest is damaged, or of another version\r\n");
	/* A read of memory that isn't there is an abort, which panic_exception() reports. */
	for (uint32_t i = 0; i < m->bank_count; i++) {
		const struct bulkhead_range *bank = &m->banks[i];

		*(volatile const uint64_t *)bank->base;
		*(volatile const uint64_t *)(bank->base + bank->size - 8);
	}
	dsb(sy);
}

/* Registers of EL2 that no VM's description changes, and those of EL1 that nothing else initialises. */
static void init_registers(void)
{
	uint64_t pmu = ID_AA64DFR0_PMUVER(sysreg_read(id_aa64dfr0_el1));

	if (pmu && pmu != PMUVER_OTHER) {
		pmu_present = true;
		pmu_counters = PMCR_N(sysreg_read(pmcr_el0));
		sysreg_write(pmuserenr_el0, 0);
	}
	/* Unknown at reset. 0 disables the registers that this core doesn't switch: SCTLR2, TCR2, TPIDR2 and the like. */
	if (ID_AA64MMFR1_HCX(sysreg_read(id_aa64mmfr1_el1)))
		sysreg_write_named(HCRX_EL2, 0);
	if (ID_AA64MMFR0_FGT(sysreg_read(id_aa64mmfr0_el1))) {
		FINE_TRAPS(CLEAR)
	}
	if (ID_AA64MMFR0_FGT(sysreg_read(id_aa64mmfr0_el1)) >= FGT_2) {
		FINE_TRAPS_2(CLEAR)
	}
	/* All VMs have the default partition, and none reaches the registers. */
	if (ID_AA64PFR0_MPAM(sysreg_read(id_aa64pfr0_el1)))
		sysreg_write_named(MPAM2_EL2, MPAM2_TRAPMPAM0EL1 | MPAM2_TRAPMPAM1EL1);
	/* The OS lock is set at reset: guests' breakpoints and watchpoints would not hit. */
	sysreg_write(oslar_el1, 0);
	sysreg_write(osdlr_el1, 0);
	sysreg_write(cntvoff_el2, 0);
	sysreg_write(cntv_ctl_el0, 0);
	sysreg_write(cntp_ctl_el0, 0);
	sysreg_write(vpidr_el2, sysreg_read(midr_el1));
	sysreg_write(cnthp_cval_el2, UINT64_MAX);
	sysreg_write(cnthp_ctl_el2, CNTHP_ENABLE);
	isb();
}

static struct cpu *cpu_of(uint32_t index)
{
	return (struct cpu *)manifest->cpus[index].state;
}

static void start_other_cpus(uint32_t self)
{
	for (uint32_t i = 0; i < manifest->cpu_count; i++) {
		uint64_t deadline =
		    sysreg_read(cntpct_el0) + (uint64_t)counter_hz * START_TIMEOUT_MS / 1000;
		int64_t result;

		if (i == self)
			continue;
		result =
		    smc_psci(PSCI_CPU_ON64, manifest->cpus[i].mpidr, core_header.load_address, 0);
		while (!result && !__atomic_load_n(&cpu_of(i)->online, __ATOMIC_ACQUIRE)) {
			cpu_yield();
			result = sysreg_read(cntpct_el0) > deadline;
		}
		if (!result)
			continue;
		print("core %u (mpidr %x) of the description doesn't start (answer %x): stop\n",
		      (uint64_t)i, manifest->cpus[i].mpidr, (uint64_t)result);
		print_stop();
	}
}

static void init_system(void)
{
	manifest = (const struct bulkhead_manifest *)core_header.manifest;
	counter_hz = (uint32_t)sysreg_read(cntfrq_el0);
	if (!counter_hz)
		halt("bulkhead: CNTFRQ_EL0 is 0: the firmware must set it, or no budget holds\r\n");
	if (ID_AA64MMFR0_PARANGE(sysreg_read(id_aa64mmfr0_el1)) < PARANGE_40_BITS)
		halt("bulkhead: this machine has fewer than 40 bits of physical address\r\n");
	gic = manifest->board.gic_version == 3 ? &gic_v3 : &gic_v2;
	if (gic == &gic_v3 && !ID_AA64PFR0_GIC(sysreg_read(id_aa64pfr0_el1)))
		halt("bulkhead: the board's device tree has a GICv3, this machine hasn't\r\n");
	/* A GICv3 has this register elsewhere, and reads as zero here. */
	if (gic == &gic_v2 &&
	    PIDR2_ARCHITECTURE(mmio_read32(pa_of(manifest->board.gicd, GICD_V2_PIDR2))) != 2)
		halt("bulkhead: the board's device tree has a GICv2, this machine hasn't\r\n");
	gic->init_distributor();
	smmu_init();
	id_registers_init();
	vm_init_all();
}

void boot_cpu(uint32_t index)
{
	struct cpu *c = cpu_current();
	bool first = !booted;

	if (first)
		init_system();
	booted = 1;
	c->index = index;
	c->config = &manifest->cpus[index];
	c->upkeep = c->log.due = SCHED_NEVER;
	sched_init_cpu(c);
	if (manifest->trace_entries)
		c->trace = (struct bulkhead_trace_entry *)manifest->trace +
			   index * manifest->trace_entries;
	init_registers();
	errata_init(c);
	if (c->history_shared)
		sysreg_write(vbar_el2, vectors_history);
	if (c->predictor_shared)
		activation_share_predictor(c);
	gic->init_cpu();
	__atomic_store_n(&c->online, 1, __ATOMIC_RELEASE);
	if (first) {
		start_other_cpus(index);
		secure_boot();
		vm_start_all();
	}
}
