/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The register values that confine a VM. For each register, some bits must be set and some may be set; all others must be 0,
 * so that bits that a later architecture defines stay off.
 */
#include <inttypes.h>
#include "architecture.h"
#include "checks.h"

/* HCR_EL2 bits that only restrict a VM. */
#define HCR_TRAPS                                                                               \
	(HCR_TWI | HCR_TWE | HCR_TID0 | HCR_TID1 | HCR_TID2 | HCR_TACR | HCR_TSW | HCR_TVM |    \
	 HCR_TDZ | HCR_TTLB | HCR_TPU | HCR_TPCP | HCR_TRVM | HCR_TID4 | HCR_TICAB | HCR_TOCU | \
	 HCR_TTLBIS | HCR_TTLBOS | HCR_TID5)

struct confinement {
	const char *name;
	uint64_t set, may;
	enum verify_code code;
};

/*
 * SWIO: an invalidation by set and way would discard other VMs' writes. TLOR, TERR: all VMs of a core share LORegions and
 * error records. FB, BSU: a guest's TLB and cache maintenance must reach its vCPUs on other cores. PTW: no table of a guest
 * lies in a device.
 */
static const struct confinement hcr_scheduled = {
    "HCR_EL2",
    HCR_VM | HCR_SWIO | HCR_PTW | HCR_FMO | HCR_IMO | HCR_AMO | HCR_FB | HCR_BSU_INNER | HCR_TID3 |
	HCR_TSC | HCR_TIDCP | HCR_TACR | HCR_RW | HCR_TLOR | HCR_TERR,
    HCR_TRAPS | HCR_APK | HCR_API, VERIFY_HCR};
static const struct confinement hcr_passive = {
    "HCR_EL2 of the passive side",
    HCR_VM | HCR_TGE | HCR_DC | HCR_TIDCP | HCR_RW | HCR_TWI | HCR_TWE,
    HCR_TRAPS | HCR_TLOR | HCR_TERR | HCR_TID3 | HCR_TSC | HCR_SWIO | HCR_PTW | HCR_FB | HCR_BSU |
	HCR_FMO | HCR_IMO | HCR_AMO,
    VERIFY_HCR};
static const struct confinement vtcr = {
    "VTCR_EL2", VTCR_IRGN0_WBWA | VTCR_ORGN0_WBWA | VTCR_SH0_INNER | VTCR_RES1,
    VTCR_T0SZ | VTCR_SL0 | VTCR_PS, VERIFY_VTCR};
static const struct confinement cptr = {"CPTR_EL2",
					CPTR_RES1 | CPTR_TZ | CPTR_TSM | CPTR_TTA | CPTR_TAM,
					CPTR_TFP | CPTR_TCPAC, VERIFY_CPTR};
static const struct confinement mdcr = {
    "MDCR_EL2", MDCR_TPM | MDCR_TPMCR | MDCR_TDA | MDCR_TDOSA | MDCR_TDRA | MDCR_TPMS | MDCR_TTRF,
    MDCR_TDE | MDCR_HPMD | MDCR_HCCD, VERIFY_MDCR};
static const struct confinement cnthctl = {"CNTHCTL_EL2", CNTHCTL_EL1PCTEN | CNTHCTL_EL1PCEN, 0,
					   VERIFY_TIMER};
/* An extension has no vCPU whose timer could be switched. */
static const struct confinement cnthctl_passive = {"CNTHCTL_EL2", CNTHCTL_EL1PCTEN, 0,
						   VERIFY_TIMER};
static const struct confinement hstr = {"HSTR_EL2", 0, HSTR_TRAPS, VERIFY_TIMER};

static void check_register(struct system *system, uint32_t vm, const struct confinement *expected,
			   uint64_t value)
{
	uint64_t missing = expected->set & ~value, extra = value & ~(expected->set | expected->may);

	if (missing | extra)
		finding_add(system->findings, expected->code,
			    "VM %s: %s 0x%" PRIx64 ": bits 0x%" PRIx64
			    " must be set, bits 0x%" PRIx64 " must not",
			    system->names[vm], expected->name, value, missing, extra);
}

/*
 * Is the VM alone on its cores, without a budget? Then a WFI may wait in the VM; otherwise it would stop other VMs from
 * running.
 */
static bool is_alone(const struct system *system, const struct manifest_vm *vm)
{
	for (uint32_t i = 0; i < vm->vcpus.count; i++) {
		const struct manifest_vcpu *vcpu = &system->vcpus[vm->vcpus.first + i];

		if (vcpu->budget_us || vcpu->cpu >= system->manifest->cpu_count ||
		    system->cpus[vcpu->cpu].vcpu_ref_count != 1)
			return false;
	}
	return true;
}

/* A VM that neither has extensions nor is one may have the performance monitors, if they don't count in EL2. */
static struct confinement mdcr_of(const struct manifest_vm *vm)
{
	struct confinement expected = mdcr;

	if ((vm->mdcr_el2 & (MDCR_TPM | MDCR_TPMCR)) || vm_is_passive(vm))
		return expected;
	for (unsigned i = 0; i < MANIFEST_CLASS_COUNT; i++)
		if (vm->routes[i].count)
			return expected;
	expected.set = (expected.set & ~(MDCR_TPM | MDCR_TPMCR)) | MDCR_HPMD | MDCR_HCCD;
	return expected;
}

static void check_vm(struct system *system, uint32_t id)
{
	const struct manifest_vm *vm = &system->vms[id];
	struct confinement debug = mdcr_of(vm), scheduled = hcr_scheduled, cptr_passive = cptr;
	bool pointer_authentication = (vm->hcr_el2 & (HCR_APK | HCR_API)) != 0;

	cptr_passive.set |= CPTR_TFP;
	/*
	 * A unikernel always runs with stage 1 off, so DC makes its memory cacheable. A guest with a loader gets DC from the
	 * core until the loader reports its end.
	 */
	if (!(vm->flags & MANIFEST_VM_LOADER))
		scheduled.set |= HCR_DC;
	if (!is_alone(system, vm))
		scheduled.set |= HCR_TWI;
	if (vm->kind != MANIFEST_VM_EXTENSION) {
		check_register(system, id, &scheduled, vm->hcr_el2);
		if (pointer_authentication &&
		    (vm->hcr_el2 & (HCR_APK | HCR_API)) != (HCR_APK | HCR_API))
			finding_add(system->findings, VERIFY_HCR,
				    "VM %s: HCR_EL2.APK without API: keys of other VMs would leak",
				    system->names[id]);
	} else if (vm->hcr_el2) {
		check_register(system, id, &hcr_passive, vm->hcr_el2);
	}
	if (vm_is_passive(vm))
		check_register(system, id, &hcr_passive, vm->passive_hcr_el2);
	check_register(system, id, &vtcr, vm->vtcr_el2);
	check_register(system, id, vm_is_passive(vm) ? &cptr_passive : &cptr, vm->cptr_el2);
	check_register(system, id, &debug, vm->mdcr_el2);
	check_register(system, id, vm->kind == MANIFEST_VM_EXTENSION ? &cnthctl_passive : &cnthctl,
		       vm->cnthctl_el2);
	check_register(system, id, &hstr, vm->hstr_el2);
	if ((vm->vtcr_el2 & VTCR_PS) >> 16 != PS_40_BITS)
		finding_add(system->findings, VERIFY_VTCR, "VM %s: VTCR_EL2.PS isn't 40 bits",
			    system->names[id]);
	/* CnP (bit 0) would let the TLB share entries between cores with different tables. */
	if (vm->vttbr_el2 & VTTBR_CNP || vm->vttbr_el2 >> 56)
		finding_add(system->findings, VERIFY_VTTBR,
			    "VM %s: VTTBR_EL2 0x%" PRIx64 " has CnP or a VMID of more than 8 bits",
			    system->names[id], vm->vttbr_el2);
}

void check_registers(struct system *system)
{
	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++)
		check_vm(system, vm);
	check_id_registers(system);
}
