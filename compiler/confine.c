/* SPDX-License-Identifier: BSD-3-Clause */
#include <bulkhead/armv8.h>
#include <string.h>
#include "confine.h"
#include "diagnostics.h"
#include "table.h"

#define VMID_COUNT 256 /* 8 bits on A53, A57, A72; 0 is nobody's */
#define PS_40_BITS 2

/* Marks the cores that a VM runs on: the cores of its vCPUs and of its clients. */
static void cores_of(const struct system *system, const struct vm *vm, uint8_t *cores)
{
	for (uint32_t i = 0; i < vm->vcpus; i++)
		cores[vm_cpu(system, vm, i)] = 1;
	for (size_t c = 0; c < vm->clients.count; c++) {
		const struct vm *client = &system->vms.items[vm->clients.items[c]];

		for (uint32_t i = 0; i < client->vcpus; i++)
			cores[vm_cpu(system, client, i)] = 1;
	}
}

/* The largest number of users that a VMID has on any of the cores. */
static uint32_t use(uint32_t (*used)[VMID_COUNT], const uint8_t *cores, uint32_t count,
		    uint32_t vmid)
{
	uint32_t most = 0;

	for (uint32_t i = 0; i < count; i++)
		if (cores[i] && used[i][vmid] > most)
			most = used[i][vmid];
	return most;
}

/*
 * Marks the VMIDs of this VM's clients and of the extensions that it calls: the core doesn't invalidate TLBs on the way back
 * to a client.
 */
static void mark_neighbours(const struct system *system, const struct vm *vm, bool *taken)
{
	for (size_t c = 0; c < vm->clients.count; c++)
		taken[system->vms.items[vm->clients.items[c]].vmid] = true;
	for (size_t v = 0; v < system->vms.count; v++)
		for (size_t c = 0; c < system->vms.items[v].clients.count; c++)
			if (system->vms.items[v].clients.items[c] == vm->id)
				taken[system->vms.items[v].vmid] = true;
}

static void colour(const struct system *system, struct vm *vm, uint32_t (*used)[VMID_COUNT],
		   const uint8_t *mine)
{
	bool taken[VMID_COUNT] = {false};
	uint32_t least = UINT32_MAX;

	mark_neighbours(system, vm, taken);
	for (uint32_t vmid = 1; vmid < VMID_COUNT && least; vmid++) {
		uint32_t uses = use(used, mine, system->board.cpu_count, vmid);

		if (uses < least && !taken[vmid]) {
			least = uses;
			vm->vmid = vmid;
		}
	}
	if (!vm->vmid)
		diag_error(vm->path, NULL, "all VMIDs are its clients' or its extensions'");
	for (uint32_t i = 0; i < system->board.cpu_count; i++)
		used[i][vm->vmid] += mine[i];
}

/* Gives each VM a VMID of its own. */
static void number(struct system *system)
{
	for (size_t v = 0; v < system->vms.count; v++)
		system->vms.items[v].vmid = (uint32_t)v + 1;
}

/* For more VMs than VMIDs: the VMs of a core get different VMIDs as far as possible, and a VM that must share one is marked. */
static void colour_all(struct system *system)
{
	uint32_t count = system->board.cpu_count;
	uint32_t(*used)[VMID_COUNT] = host_allocate(count * sizeof(*used));
	uint8_t *cores = host_allocate(system->vms.count * count + 1);

	/* Extensions come first: their clients then have nearly all VMIDs to choose from. */
	for (int passive = 1; passive >= 0; passive--)
		for (size_t v = 0; v < system->vms.count; v++) {
			struct vm *vm = &system->vms.items[v];

			if ((vm->clients.count != 0) != passive)
				continue;
			cores_of(system, vm, cores + v * count);
			colour(system, vm, used, cores + v * count);
		}
	for (size_t v = 0; v < system->vms.count; v++)
		system->vms.items[v].vmid_shared =
		    use(used, cores + v * count, count, system->vms.items[v].vmid) > 1;
}

void confine_vmids(struct system *system)
{
	if (system->vms.count < VMID_COUNT)
		number(system);
	else
		colour_all(system);
}

/* Is every vCPU of the VM alone on its core, without a budget? Then a WFI may simply wait. */
static bool alone(const struct system *system, const struct vm *vm)
{
	if (vm->budget_us)
		return false;
	for (uint32_t i = 0; i < vm->vcpus; i++) {
		uint32_t sharers = 0;

		for (size_t v = 0; v < system->vms.count; v++)
			for (uint32_t n = 0; n < system->vms.items[v].vcpus; n++)
				sharers += vm_cpu(system, &system->vms.items[v], n) ==
					   vm_cpu(system, vm, i);
		if (sharers != 1)
			return false;
	}
	return true;
}

void confine_registers(const struct system *system, const struct vm *vm, struct manifest_vm *entry)
{
	/* Bits that every VM has: stage 2, physical interrupts to EL2, AArch64, no way past the core. */
	uint64_t common = HCR_VM | HCR_FMO | HCR_IMO | HCR_AMO | HCR_RW | HCR_TSC | HCR_TIDCP |
			  HCR_TID3 | HCR_TACR | HCR_TLOR | HCR_TERR;
	/* Not TDE: a guest handles its own BRK instructions. */
	uint64_t debug =
	    MDCR_TDA | MDCR_TDOSA | MDCR_TDRA | MDCR_TPM | MDCR_TPMCR | MDCR_TPMS | MDCR_TTRF;

	entry->vttbr_el2 = VTTBR_VMID((uint64_t)vm->vmid) | vm->root;
	entry->vtcr_el2 = VTCR_RES1 | VTCR_T0SZ((uint64_t)vm->address_bits) |
			  VTCR_SL0(stage2_level(vm->address_bits)) | VTCR_IRGN0_WBWA |
			  VTCR_ORGN0_WBWA | VTCR_SH0_INNER | VTCR_TG0_4K | VTCR_PS(PS_40_BITS);
	/* The VM's own performance monitors, which don't count in EL2. They would count an extension with its client. */
	if (vm->pmu)
		debug = (debug & ~(MDCR_TPM | MDCR_TPMCR)) | MDCR_HPMD | MDCR_HCCD;
	if (vm->pmu && (vm->routes.count || vm_is_extension(vm) || vm->clients.count))
		diag_error(vm->path, "pmu",
			   "a VM with routes or clients can't have it: it would count what its "
			   "extensions do");
	entry->mdcr_el2 = debug;
	/* The core uses EL2's timer, so a vCPU has both timers of EL1, which are switched with its registers. */
	entry->cnthctl_el2 = CNTHCTL_EL1PCTEN | (vm_is_extension(vm) ? 0 : CNTHCTL_EL1PCEN);
	entry->cptr_el2 = CPTR_RES1 | CPTR_TZ | CPTR_TSM | CPTR_TTA | CPTR_TAM;
	/* The client's FP registers are still in the machine while an activation runs. */
	if (vm_is_extension(vm) || vm->clients.count)
		entry->cptr_el2 |= CPTR_TFP;
	if (!vm_is_extension(vm)) {
		/* Barriers and TLB maintenance reach the other cores of an SMP guest; set/way
		 * maintenance cleans only. */
		entry->hcr_el2 = common | HCR_FB | HCR_BSU_INNER | HCR_SWIO | HCR_PTW;
		if (!alone(system, vm))
			entry->hcr_el2 |= HCR_TWI;
		/* A unikernel runs with stage 1 off: cacheable by DC. */
		if (vm->skiff)
			entry->hcr_el2 |= HCR_DC;
	}
	if (vm->clients.count)
		entry->passive_hcr_el2 = common | HCR_TGE | HCR_DC | HCR_TWI | HCR_TWE;
}

/* Keeps the 4-bit field of an ID register that begins at bit n. */
#define KEEP(n)		   BITS(0xf, n)
#define LOW_BITS(v, n)	   BITS(v, n)
#define REGISTER(crm, op2) ((crm)-1) * 8 + (op2)

/*
 * The masks (DDI 0487, D19.2) hide EL2, EL3, RAS, SVE, SME, MPAM,
 * AMU, MTE, PMU, SPE, TRBE, trace, pointer authentication, nested virtualization, and everything
 * newer that needs a register which the core doesn't switch. Reserved fields read as 0.
 */
const uint64_t confine_id_masks[MANIFEST_ID_REGISTERS] = {
    /* ID_PFR0..1: DIT, but neither RAS nor AMU; no Security, Virtualization */
    [REGISTER(1, 0)] = KEEP(0) | KEEP(4) | KEEP(8) | KEEP(12) | KEEP(16) | KEEP(24),
    [REGISTER(1, 1)] = KEEP(0) | KEEP(8) | KEEP(16) | KEEP(28),
    [REGISTER(1, 2)] = KEEP(0) | KEEP(8), /* ID_DFR0: debug, no trace, no PMU */
    [REGISTER(1, 4)] = 0xffffffff,	  /* ID_MMFR0..3 */
    [REGISTER(1, 5)] = 0xffffffff,
    [REGISTER(1, 6)] = 0xffffffff,
    [REGISTER(1, 7)] = 0xffffffff,
    [REGISTER(2, 0)] = 0xffffffff, /* ID_ISAR0..5 */
    [REGISTER(2, 1)] = 0xffffffff,
    [REGISTER(2, 2)] = 0xffffffff,
    [REGISTER(2, 3)] = 0xffffffff,
    [REGISTER(2, 4)] = 0xffffffff,
    [REGISTER(2, 5)] = 0xffffffff,
    [REGISTER(2, 6)] = KEEP(4) | KEEP(8) | KEEP(12) | KEEP(16) | KEEP(20) | KEEP(24) | KEEP(28),
    [REGISTER(2, 7)] = KEEP(0) | KEEP(4) | KEEP(8) | KEEP(12) | KEEP(20) | KEEP(24),
    [REGISTER(3, 0)] = 0xffffffff, /* MVFR0..2 */
    [REGISTER(3, 1)] = 0xffffffff,
    [REGISTER(3, 2)] = 0xffffffff,
    [REGISTER(3, 4)] = KEEP(0) | KEEP(4), /* ID_PFR2: CSV3, SSBS */
    /* ID_AA64PFR0: EL0, EL1, FP, AdvSIMD, GIC, DIT, CSV2 (1: no SCXTNUM), CSV3 */
    [REGISTER(4, 0)] =
	KEEP(0) | KEEP(4) | KEEP(16) | KEEP(20) | KEEP(24) | KEEP(48) | LOW_BITS(1, 56) | KEEP(60),
    [REGISTER(4, 1)] = KEEP(0) | KEEP(4), /* ID_AA64PFR1: BT, SSBS */
    /* ID_AA64DFR0: debug architecture, break- and watchpoints, context comparison, DoubleLock */
    [REGISTER(5, 0)] = KEEP(0) | KEEP(12) | KEEP(20) | KEEP(28) | KEEP(36),
    /* ID_AA64ISAR0: all but TME */
    [REGISTER(6, 0)] = ~KEEP(24) & ~KEEP(0),
    /* ID_AA64ISAR1: DPB, JSCVT, FCMA, LRCPC, FRINTTS, SB, SPECRES, BF16, DGH, I8MM */
    [REGISTER(6, 1)] = KEEP(0) | KEEP(12) | KEEP(16) | KEEP(20) | KEEP(32) | KEEP(36) | KEEP(40) |
		       KEEP(44) | KEEP(48) | KEEP(52),
    /* ID_AA64ISAR2: RPRES, BC, PAC_frac, CLRBHB */
    [REGISTER(6, 2)] = KEEP(4) | KEEP(20) | KEEP(24) | KEEP(28),
    /* ID_AA64MMFR0: PARange, ASIDBits, BigEnd, SNSMem, BigEndEL0, TGran16, 64, 4 */
    [REGISTER(7, 0)] =
	KEEP(0) | KEEP(4) | KEEP(8) | KEEP(12) | KEEP(16) | KEEP(20) | KEEP(24) | KEEP(28),
    /* ID_AA64MMFR1: HAFDBS, HPDS, PAN, SpecSEI, ETS, ECBHB */
    [REGISTER(7, 1)] = KEEP(0) | KEEP(12) | KEEP(20) | KEEP(24) | KEEP(36) | KEEP(60),
    /* ID_AA64MMFR2: CnP, UAO, LSM, IESB, VARange, CCIDX, ST, AT, TTL, BBM, E0PD */
    [REGISTER(7, 2)] = KEEP(0) | KEEP(4) | KEEP(8) | KEEP(12) | KEEP(16) | KEEP(20) | KEEP(28) |
		       KEEP(32) | KEEP(48) | KEEP(52) | KEEP(60),
};
