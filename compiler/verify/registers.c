/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The register values that confine a VM. For each register: bits that must be set, bits that may
 * be; every other bit must be 0, so that a bit that a later architecture gives a meaning to stays
 * off. DDI 0487, chapter D19.
 */
#include <inttypes.h>
#include <bulkhead/armv8.h>
#include "checks.h"

/* Further HCR_EL2 bits that only take rights from a VM. */
#define HCR_TTLB   BIT(25)
#define HCR_TPU	   BIT(24)
#define HCR_TPCP   BIT(23)
#define HCR_HCD	   BIT(29)
#define HCR_TRVM   BIT(30)
#define HCR_TID4   BIT(49)
#define HCR_TICAB  BIT(50)
#define HCR_TTLBIS BIT(54)
#define HCR_TTLBOS BIT(55)
#define HCR_TID5   BIT(58)
#define HCR_TRAPS                                                                               \
	(HCR_TWI | HCR_TWE | HCR_TID0 | HCR_TID1 | HCR_TID2 | HCR_TACR | HCR_TSW | HCR_TVM |    \
	 HCR_TDZ | HCR_TTLB | HCR_TPU | HCR_TPCP | HCR_TRVM | HCR_TID4 | HCR_TICAB | HCR_TOCU | \
	 HCR_TTLBIS | HCR_TTLBOS | HCR_TID5)

struct confinement {
	const char *name;
	uint64_t set, may;
	enum verify_code code;
};

/* SWIO: an invalidation by set and way would throw away what other VMs wrote. TLOR, TERR: LORegions
 * and error records are one for all VMs of a core. */
static const struct confinement hcr_scheduled = {
    "HCR_EL2",
    HCR_VM | HCR_SWIO | HCR_FMO | HCR_IMO | HCR_AMO | HCR_TID3 | HCR_TSC | HCR_TIDCP | HCR_TACR |
	HCR_RW | HCR_TLOR | HCR_TERR,
    HCR_TRAPS | HCR_PTW | HCR_FB | BITS(3, 10) | HCR_APK | HCR_API, VERIFY_HCR};
static const struct confinement hcr_passive = {
    "HCR_EL2 of the passive side", HCR_VM | HCR_TGE | HCR_DC | HCR_TIDCP | HCR_RW,
    HCR_TRAPS | HCR_TLOR | HCR_TERR | HCR_TID3 | HCR_TSC | HCR_SWIO | HCR_PTW | HCR_FB |
	BITS(3, 10) | HCR_FMO | HCR_IMO | HCR_AMO,
    VERIFY_HCR};
static const struct confinement vtcr = {
    "VTCR_EL2", VTCR_IRGN0_WBWA | VTCR_ORGN0_WBWA | VTCR_SH0_INNER | VTCR_RES1,
    63 | VTCR_SL0(-1) | VTCR_PS(7), VERIFY_VTCR};
static const struct confinement cptr = {"CPTR_EL2",
					CPTR_RES1 | CPTR_TZ | CPTR_TSM | CPTR_TTA | CPTR_TAM,
					CPTR_TFP | CPTR_TCPAC, VERIFY_CPTR};
static const struct confinement mdcr = {
    "MDCR_EL2", MDCR_TPM | MDCR_TPMCR | MDCR_TDA | MDCR_TDOSA | MDCR_TDRA | MDCR_TPMS | MDCR_TTRF,
    MDCR_TDE | BIT(17) | BIT(23), VERIFY_MDCR};
static const struct confinement cnthctl = {"CNTHCTL_EL2", 0, CNTHCTL_EL1PCTEN | CNTHCTL_EL1PCEN,
					   VERIFY_TIMER};
/* An extension has no vCPU whose timer could be switched. */
static const struct confinement cnthctl_passive = {"CNTHCTL_EL2", 0, CNTHCTL_EL1PCTEN,
						   VERIFY_TIMER};
static const struct confinement hstr = {"HSTR_EL2", 0, 0xffff, VERIFY_TIMER};

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

static void check_vm(struct system *system, uint32_t id)
{
	const struct manifest_vm *vm = &system->vms[id];
	struct confinement scheduled = hcr_scheduled, cptr_passive = cptr;
	bool pointer_authentication = (vm->hcr_el2 & (HCR_APK | HCR_API)) != 0;

	cptr_passive.set |= CPTR_TFP;
	/* A unikernel runs with stage 1 off for ever, cacheable by DC; what loads itself gets DC
	 * from the core until it says that it has loaded. */
	if (!(vm->flags & MANIFEST_VM_LOADER))
		scheduled.set |= HCR_DC;
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
	check_register(system, id, &mdcr, vm->mdcr_el2);
	check_register(system, id, vm->kind == MANIFEST_VM_EXTENSION ? &cnthctl_passive : &cnthctl,
		       vm->cnthctl_el2);
	check_register(system, id, &hstr, vm->hstr_el2);
	/* CnP (bit 0) would let the TLB share entries between cores with different tables. */
	if (vm->vttbr_el2 & 1 || vm->vttbr_el2 >> 56)
		finding_add(system->findings, VERIFY_VTTBR,
			    "VM %s: VTTBR_EL2 0x%" PRIx64 " has CnP or a VMID of more than 8 bits",
			    system->names[id], vm->vttbr_el2);
}

/* A field of an ID register that must read as one of few values. */
static const struct id_field {
	const char *name;
	unsigned index, shift, width; /* index: (CRm - 1) * 8 + op2 */
	unsigned allowed;	      /* AND-mask of the field that may stay */
} id_fields[] = {
    {"ID_AA64PFR0_EL1.SVE", 24, 32, 4, 0},
    {"ID_AA64PFR0_EL1.AMU", 24, 44, 4, 0},
    {"ID_AA64PFR0_EL1.MPAM", 24, 40, 4, 0},
    {"ID_AA64PFR0_EL1.EL3", 24, 12, 4, 0},
    {"ID_AA64PFR0_EL1.EL2", 24, 8, 4, 0},
    {"ID_AA64PFR1_EL1.MTE", 25, 8, 4, 0},
    {"ID_AA64PFR1_EL1.SME", 25, 24, 4, 0},
    {"ID_AA64PFR1_EL1.NMI", 25, 36, 4, 0},
    {"ID_AA64ZFR0_EL1", 28, 0, 32, 0},
    {"ID_AA64SMFR0_EL1", 29, 0, 32, 0},
    {"ID_AA64DFR0_EL1.PMUVer", 32, 8, 4, 0},
    {"ID_AA64DFR0_EL1.TraceVer", 32, 4, 4, 0},
    {"ID_AA64DFR0_EL1.PMSVer", 32, 32, 4, 0},
    {"ID_AA64DFR0_EL1.TraceFilt", 32, 40, 4, 0},
    {"ID_AA64DFR0_EL1.TraceBuffer", 32, 44, 4, 0},
    {"ID_AA64DFR0_EL1.BRBE", 32, 52, 4, 0},
};

static void check_id_masks(struct system *system)
{
	for (unsigned i = 0; i < sizeof(id_fields) / sizeof(*id_fields); i++) {
		const struct id_field *field = &id_fields[i];
		uint64_t mask = (1ull << field->width) - 1;
		uint64_t shown = system->id_masks[field->index] >> field->shift & mask;

		if (shown & ~(uint64_t)field->allowed)
			finding_add(system->findings, VERIFY_ID_MASK,
				    "%s: bits 0x%" PRIx64 " reach the VMs", field->name, shown);
	}
}

void check_registers(struct system *system)
{
	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++)
		check_vm(system, vm);
	check_id_masks(system);
}
