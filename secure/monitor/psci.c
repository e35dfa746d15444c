/* SPDX-License-Identifier: BSD-3-Clause */
/* Power State Coordination Interface 1.1 (Arm DEN 0022). */
#include "core.h"
#include <arm/psci.h>
#include <arm/smccc.h>
#include "sysreg.h"

#define GPIO_DIR       0x400
#define GPIO_DATA(pin) ((1U << (pin)) << 2) /* PL061: the address masks the data bits */
#define PIN_POWEROFF   0
#define PIN_RESET      1

/* Drive QEMU's secure GPIO: a rising edge on its pin ends or resets the machine. */
void psci_power(bool reset)
{
	unsigned int pin = reset ? PIN_RESET : PIN_POWEROFF;

	mmio_write32(GPIO_BASE + GPIO_DIR, BIT(pin));
	mmio_write32(GPIO_BASE + GPIO_DATA(pin), 0);
	mmio_write32(GPIO_BASE + GPIO_DATA(pin), BIT(pin));
	for (;;)
		wfi();
}

/* Parks this core until CPU_ON names it. The secure SGI ends the wfi although FIQ is masked. */
struct frame *psci_wait_for_power_on(struct core *core)
{
	__atomic_store_n(&core->state, CORE_OFF, __ATOMIC_RELEASE);
	while (__atomic_load_n(&core->state, __ATOMIC_ACQUIRE) != CORE_ON_PENDING) {
		wfi();
		gic_drain_secure();
	}
	cpu_prepare_ns(core, core->entry, core->context);
	__atomic_store_n(&core->state, CORE_ON, __ATOMIC_RELEASE);
	return &core->ns;
}

/* The core that an MPIDR value names, or NULL. */
static struct core *find_core(uint64_t mpidr)
{
	if (mpidr & ~(uint64_t)0xFF || mpidr >= MAX_CORES)
		return 0;
	if (__atomic_load_n(&cores[mpidr].state, __ATOMIC_ACQUIRE) == CORE_ABSENT)
		return 0;
	return &cores[mpidr];
}

static int32_t cpu_on(uint64_t mpidr, uint64_t entry, uint64_t context)
{
	struct core *target = find_core(mpidr);
	uint32_t expected = CORE_OFF;

	if (!target)
		return PSCI_INVALID_PARAMETERS;
	if (entry & 3 || (entry < NS_DRAM_BASE))
		return PSCI_INVALID_ADDRESS;
	/*
	 * The state between OFF and PENDING keeps a second caller out while the mailbox is written.
	 */
	if (!__atomic_compare_exchange_n(&target->state, &expected, CORE_CLAIMED, false,
					 __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE))
		return expected == CORE_ON ? PSCI_ALREADY_ON : PSCI_ON_PENDING;
	target->entry = entry;
	target->context = context;
	__atomic_store_n(&target->state, CORE_ON_PENDING, __ATOMIC_RELEASE);
	gic_wake(target->index);
	return PSCI_SUCCESS;
}

static int32_t affinity_info(uint64_t mpidr, uint64_t level)
{
	struct core *target = find_core(mpidr);

	if (!target || level != 0)
		return PSCI_INVALID_PARAMETERS;
	switch (__atomic_load_n(&target->state, __ATOMIC_ACQUIRE)) {
	case CORE_ON:
		return PSCI_AFFINITY_ON;
	case CORE_OFF:
		return PSCI_AFFINITY_OFF;
	default:
		return PSCI_AFFINITY_ON_PENDING;
	}
}

static int32_t features(uint32_t fid)
{
	switch (fid) {
	case PSCI_VERSION:
	case PSCI_CPU_SUSPEND32:
	case PSCI_CPU_SUSPEND64:
	case PSCI_CPU_OFF:
	case PSCI_CPU_ON32:
	case PSCI_CPU_ON64:
	case PSCI_AFFINITY_INFO32:
	case PSCI_AFFINITY_INFO64:
	case PSCI_MIGRATE_INFO_TYPE:
	case PSCI_SYSTEM_OFF:
	case PSCI_SYSTEM_RESET:
	case PSCI_FEATURES:
	case SMCCC_VERSION:
		return PSCI_SUCCESS;
	default:
		return PSCI_NOT_SUPPORTED;
	}
}

struct frame *psci_call(struct core *core, uint32_t fid)
{
	struct frame *ns = &core->ns;
	uint64_t mask = fid & SMCCC_64 ? ~0UL : 0xFFFFFFFFUL;
	uint64_t a1 = ns->x[1] & mask, a2 = ns->x[2] & mask, a3 = ns->x[3] & mask;
	int32_t result = PSCI_NOT_SUPPORTED;

	switch (fid) {
	case PSCI_VERSION:
		result = PSCI_1_1;
		break;
	case PSCI_FEATURES:
		result = features(a1);
		break;
	case PSCI_CPU_ON32:
	case PSCI_CPU_ON64:
		result = cpu_on(a1, a2, a3);
		break;
	case PSCI_CPU_OFF:
		return psci_wait_for_power_on(core);
	case PSCI_CPU_SUSPEND32:
	case PSCI_CPU_SUSPEND64:
		wfi(); /* every state is a standby: context is kept */
		result = PSCI_SUCCESS;
		break;
	case PSCI_AFFINITY_INFO32:
	case PSCI_AFFINITY_INFO64:
		result = affinity_info(a1, a2);
		break;
	case PSCI_MIGRATE_INFO_TYPE:
		result = PSCI_MIGRATE_NOT_NEEDED;
		break;
	case PSCI_SYSTEM_OFF:
		psci_power(false);
	case PSCI_SYSTEM_RESET:
		psci_power(true);
	default:
		break;
	}
	ns->x[0] = (uint64_t)(int64_t)result;
	return ns;
}
