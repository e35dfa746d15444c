/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/smmu.h"
#include <stddef.h>
#include <arm/smmu.h>
#include "machine/halt.h"
#include "machine/print.h"
#include "machine/spinlock.h"
#include "machine/sysreg.h"

#define ANSWER_US 1000

#define INDEX(v, bits) ((v) & ((1u << (bits)) - 1))
/* PROD and CONS have one bit more than an index: equal means empty, a whole lap apart means full (3.5.1). */
#define POSITION(v, bits) INDEX(v, (bits) + 1)

static struct spinlock lock;

static uint32_t reg_read(uint32_t offset)
{
	return mmio_read32(pa_of(manifest->smmu.base, offset));
}

static void reg_write(uint32_t offset, uint32_t value)
{
	mmio_write32(pa_of(manifest->smmu.base, offset), value);
}

/* Wait until the bits of `mask` read as in `expected`. False: they didn't within ANSWER_US. */
static bool answers(uint32_t offset, uint32_t mask, uint32_t expected)
{
	uint64_t end = sysreg_read(cntpct_el0) + ticks(ANSWER_US);

	while ((reg_read(offset) & mask) != expected)
		if (sysreg_read(cntpct_el0) > end)
			return false;
	return true;
}

/* Does the SMMU support the compiled table and queues (6.3.2, 6.3.6)? */
static bool fits(void)
{
	uint32_t idr1 = reg_read(SMMU_IDR1);

	return IDR1_SIDSIZE(idr1) >= manifest->smmu.stream_bits && IDR1_CMDQS(idr1) >= CMDQ_BITS &&
	       IDR1_EVENTQS(idr1) >= EVENTQ_BITS &&
	       IDR5_OAS(reg_read(SMMU_IDR5)) >= IDR5_OAS_40_BITS;
}

void smmu_init(void)
{
	const struct manifest_smmu *m = &manifest->smmu;
	const struct manifest_smmu_step *s = manifest->smmu_steps;
	bool good = true;

	if (!m->base)
		return;
	if (!(reg_read(SMMU_IDR0) & IDR0_S2P))
		halt("bulkhead: the SMMU has no stage 2 (IDR0.S2P is 0): it can't confine a "
		     "device\r\n");
	for (; s < manifest->smmu_steps + m->step_count && good; s++) {
		if (s->wide)
			mmio_write64(pa_of(m->base, s->offset), s->value);
		else if (s->offset)
			reg_write(s->offset, (uint32_t)s->value);
		good = !s->mask || answers(s->answer, s->mask, s->expected);
	}
	if (!good || !fits())
		halt("bulkhead: the SMMU doesn't answer, or can't do what the compiled tables "
		     "need\r\n");
}

/* Invalidate a stream's entry, and wait until all transactions that used the former entry are over (4.7.3). */
static bool forget_entry(uint32_t stream)
{
	uint64_t *queue = (uint64_t *)manifest->smmu.commands;
	uint32_t at = reg_read(SMMU_CMDQ_PROD);

	queue[2 * INDEX(at, CMDQ_BITS)] = CMD_CFGI_STE | CMD_STREAM((uint64_t)stream);
	queue[2 * INDEX(at, CMDQ_BITS) + 1] = CMD_CFGI_LEAF;
	at++;
	queue[2 * INDEX(at, CMDQ_BITS)] = CMD_SYNC;
	queue[2 * INDEX(at, CMDQ_BITS) + 1] = 0;
	at = POSITION(at + 1, CMDQ_BITS);
	dsb(sy); /* the table and the queue are written before PROD */
	reg_write(SMMU_CMDQ_PROD, at);
	return answers(SMMU_CMDQ_CONS, ~0u, at);
}

bool smmu_streams(const struct manifest_vm *vm, bool on)
{
	const struct manifest_stream *s = manifest->streams + vm->streams.first;
	bool good = true;

	for (uint32_t i = vm->streams.count; i && good; i--, s++) {
		uint64_t *entry =
		    (uint64_t *)(manifest->smmu.stream_table + (uint64_t)s->id * STE_SIZE);

		spin_lock(&lock);
		*entry = STE_0_V | (on ? STE_0_CONFIG_STAGE2 : STE_0_CONFIG_ABORT);
		good = forget_entry(s->id);
		spin_unlock(&lock);
	}
	if (!good)
		print("%s: the SMMU doesn't answer\n", vm->name);
	return good;
}

bool smmu_event(uint32_t n, struct smmu_event *event)
{
	uint32_t at = reg_read(SMMU_EVENTQ_CONS);
	uint32_t count = POSITION(reg_read(SMMU_EVENTQ_PROD) - at, EVENTQ_BITS);
	const uint64_t *record = (uint64_t *)manifest->smmu.events + 4 * INDEX(at + n, EVENTQ_BITS);

	if (n >= count)
		return false;
	dmb(osh); /* the record is read after PROD, which says that it is there */
	event->type = EVENT_TYPE(record[0]);
	event->stream = EVENT_STREAM(record[0]);
	event->read = (record[1] & EVENT_1_READ) != 0;
	event->address = record[2];
	event->vm = NULL;
	for (uint32_t i = 0; i < manifest->smmu.stream_count; i++)
		if (manifest->streams[i].id == event->stream)
			event->vm = &manifest->vms[manifest->streams[i].vm];
	return true;
}

void smmu_drop_events(void)
{
	/* OVACKFLG = OVFLG, too. */
	reg_write(SMMU_EVENTQ_CONS, reg_read(SMMU_EVENTQ_PROD));
	/* Events that found no room are lost. The acknowledgement lets a later error be seen (6.3.20). */
	reg_write(SMMU_GERRORN, reg_read(SMMU_GERROR));
}
