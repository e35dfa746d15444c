/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What guests may see of the hardware: the AND-masks of the ID registers, field by field (DDI 0487J.a,
 * D19.2, under each register's name; AArch32's in D19.2 too). A field that isn't named must read as 0: it
 * announces state that the core doesn't switch (SVE, SME, MTE, pointer authentication, RAS records,
 * SCXTNUM, PMU, profiling, trace), something of EL2 or EL3, or nothing that is known today.
 */
#include <inttypes.h>
#include "checks.h"

#define INDEX(crm, op2) (((crm)-1) * 8 + (op2))
#define FIELD_BITS	15u

/* A field of four bits that guests may see, or only the part of it in `bits`. */
struct seen {
	const char *field;
	uint8_t shift, bits;
};
/* A register, and the fields that guests may see; a field without a name ends the list. */
struct id_register {
	const char *name;
	uint8_t index;
	bool whole; /* guests may see all 32 bits */
	struct seen seen[16];
};

#define SEEN(name, shift)               \
	{                               \
		name, shift, FIELD_BITS \
	}

static const struct id_register id_registers[] = {
    {"ID_PFR0_EL1",
     INDEX(1, 0),
     false,
     {SEEN("State0", 0), SEEN("State1", 4), SEEN("State2", 8), SEEN("State3", 12), SEEN("CSV2", 16),
      SEEN("DIT", 24)}},
    {"ID_PFR1_EL1",
     INDEX(1, 1),
     false,
     {SEEN("ProgMod", 0), SEEN("MProgMod", 8), SEEN("GenTimer", 16), SEEN("GIC", 28)}},
    {"ID_DFR0_EL1", INDEX(1, 2), false, {SEEN("CopDbg", 0), SEEN("MMapDbg", 8)}},
    {"ID_MMFR0_EL1", INDEX(1, 4), true, {{0}}},
    {"ID_MMFR1_EL1", INDEX(1, 5), true, {{0}}},
    {"ID_MMFR2_EL1", INDEX(1, 6), true, {{0}}},
    {"ID_MMFR3_EL1", INDEX(1, 7), true, {{0}}},
    {"ID_ISAR0_EL1", INDEX(2, 0), true, {{0}}},
    {"ID_ISAR1_EL1", INDEX(2, 1), true, {{0}}},
    {"ID_ISAR2_EL1", INDEX(2, 2), true, {{0}}},
    {"ID_ISAR3_EL1", INDEX(2, 3), true, {{0}}},
    {"ID_ISAR4_EL1", INDEX(2, 4), true, {{0}}},
    {"ID_ISAR5_EL1", INDEX(2, 5), true, {{0}}},
    {"ID_MMFR4_EL1",
     INDEX(2, 6),
     false,
     {SEEN("AC2", 4), SEEN("XNX", 8), SEEN("CnP", 12), SEEN("HPDS", 16), SEEN("LSM", 20),
      SEEN("CCIDX", 24), SEEN("EVT", 28)}},
    {"ID_ISAR6_EL1",
     INDEX(2, 7),
     false,
     {SEEN("JSCVT", 0), SEEN("DP", 4), SEEN("FHM", 8), SEEN("SB", 12), SEEN("BF16", 20),
      SEEN("I8MM", 24)}},
    {"MVFR0_EL1", INDEX(3, 0), true, {{0}}},
    {"MVFR1_EL1", INDEX(3, 1), true, {{0}}},
    {"MVFR2_EL1", INDEX(3, 2), true, {{0}}},
    {"ID_PFR2_EL1", INDEX(3, 4), false, {SEEN("CSV3", 0), SEEN("SSBS", 4)}},
    /* CSV2 up to 1: from 2 on a guest would use SCXTNUM_EL1. */
    {"ID_AA64PFR0_EL1",
     INDEX(4, 0),
     false,
     {SEEN("EL0", 0),
      SEEN("EL1", 4),
      SEEN("FP", 16),
      SEEN("AdvSIMD", 20),
      SEEN("GIC", 24),
      SEEN("DIT", 48),
      {"CSV2", 56, 1},
      SEEN("CSV3", 60)}},
    {"ID_AA64PFR1_EL1", INDEX(4, 1), false, {SEEN("BT", 0), SEEN("SSBS", 4)}},
    {"ID_AA64DFR0_EL1",
     INDEX(5, 0),
     false,
     {SEEN("DebugVer", 0), SEEN("BRPs", 12), SEEN("WRPs", 20), SEEN("CTX_CMPs", 28),
      SEEN("DoubleLock", 36)}},
    {"ID_AA64ISAR0_EL1",
     INDEX(6, 0),
     false,
     {SEEN("AES", 4), SEEN("SHA1", 8), SEEN("SHA2", 12), SEEN("CRC32", 16), SEEN("Atomic", 20),
      SEEN("RDM", 28), SEEN("SHA3", 32), SEEN("SM3", 36), SEEN("SM4", 40), SEEN("DP", 44),
      SEEN("FHM", 48), SEEN("TS", 52), SEEN("TLB", 56), SEEN("RNDR", 60)}},
    {"ID_AA64ISAR1_EL1",
     INDEX(6, 1),
     false,
     {SEEN("DPB", 0), SEEN("JSCVT", 12), SEEN("FCMA", 16), SEEN("LRCPC", 20), SEEN("FRINTTS", 32),
      SEEN("SB", 36), SEEN("SPECRES", 40), SEEN("BF16", 44), SEEN("DGH", 48), SEEN("I8MM", 52)}},
    {"ID_AA64ISAR2_EL1",
     INDEX(6, 2),
     false,
     {SEEN("RPRES", 4), SEEN("BC", 20), SEEN("PAC_frac", 24), SEEN("CLRBHB", 28)}},
    {"ID_AA64MMFR0_EL1",
     INDEX(7, 0),
     false,
     {SEEN("PARange", 0), SEEN("ASIDBits", 4), SEEN("BigEnd", 8), SEEN("SNSMem", 12),
      SEEN("BigEndEL0", 16), SEEN("TGran16", 20), SEEN("TGran64", 24), SEEN("TGran4", 28)}},
    {"ID_AA64MMFR1_EL1",
     INDEX(7, 1),
     false,
     {SEEN("HAFDBS", 0), SEEN("HPDS", 12), SEEN("PAN", 20), SEEN("SpecSEI", 24), SEEN("ETS", 36),
      SEEN("ECBHB", 60)}},
    {"ID_AA64MMFR2_EL1",
     INDEX(7, 2),
     false,
     {SEEN("CnP", 0), SEEN("UAO", 4), SEEN("LSM", 8), SEEN("IESB", 12), SEEN("VARange", 16),
      SEEN("CCIDX", 20), SEEN("ST", 28), SEEN("AT", 32), SEEN("TTL", 48), SEEN("BBM", 52),
      SEEN("E0PD", 60)}},
};

/* Joins the masks of a register's fields. */
static uint64_t mask_of(const struct id_register *id)
{
	uint64_t mask = id->whole ? UINT32_MAX : 0;

	for (unsigned i = 0; i < sizeof(id->seen) / sizeof(*id->seen) && id->seen[i].field; i++)
		mask |= (uint64_t)id->seen[i].bits << id->seen[i].shift;
	return mask;
}

static const char *field_at(const struct id_register *id, unsigned bit)
{
	for (unsigned i = 0; i < sizeof(id->seen) / sizeof(*id->seen) && id->seen[i].field; i++)
		if (bit / 4 * 4 == id->seen[i].shift)
			return id->seen[i].field;
	return id->whole ? "one of its fields" : "a field that guests may not see";
}

static void check_mask(struct system *system, const struct id_register *id, uint64_t found)
{
	uint64_t wrong = found ^ mask_of(id);

	if (wrong)
		finding_add(system->findings, VERIFY_ID_MASK,
			    "%s: mask 0x%016" PRIx64 ", expected 0x%016" PRIx64 " (%s)", id->name,
			    found, mask_of(id), field_at(id, (unsigned)__builtin_ctzll(wrong)));
}

void check_id_registers(struct system *system)
{
	bool named[MANIFEST_ID_REGISTERS] = {false};

	for (unsigned i = 0; i < sizeof(id_registers) / sizeof(*id_registers); i++) {
		named[id_registers[i].index] = true;
		check_mask(system, &id_registers[i], system->id_masks[id_registers[i].index]);
	}
	for (unsigned i = 0; i < MANIFEST_ID_REGISTERS; i++)
		if (!named[i]) {
			const struct id_register unknown = {"an ID register that guests may not "
							    "see",
							    (uint8_t)i,
							    false,
							    {{0}}};

			check_mask(system, &unknown, system->id_masks[i]);
		}
}
