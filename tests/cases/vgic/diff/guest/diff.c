/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Several vCPUs make random accesses to the interrupt controller, the same on the bare machine and as a guest. What they see
 * must be the same. Arguments: SEED STEPS CPUS FROM TO. The program prints a line for each thousand steps, with a hash of
 * everything that was seen, and a line for each of the steps FROM to TO (none: 0 0).
 *
 * Only behaviour that the architecture defines is used: each interrupt has another priority (the order of equal ones isn't
 * defined), interrupts are ended in the reverse order of their acknowledgements, and a GICv2 interrupt has one target.
 */
#include <kit/guest.h>
#include <kit/tree.h>
#include "machine.h"

#define SGIS		   6u
#define PPI		   20u /* nobody's */
#define SPI_FIRST	   40u /* nobody's on QEMU's `virt` */
#define SPIS		   12u
#define SPI_EDGES	   6u /* of them, the others are level-sensitive */
#define KINDS		   (SGIS + 2 + SPIS)
#define LEVELS		   32u
#define NESTED_MAX	   16u
#define BLOCK		   1000u
#define FREE_LEVEL	   0xffu
#define REDISTRIBUTOR(cpu) (GICR_BASE + (uint64_t)(cpu)*GICR_STRIDE + GICR_SGI)

static uint64_t random_state, hash;
static unsigned step, from, to;
static uint8_t level_owner[LEVELS];	  /* kind of interrupt, FREE_LEVEL */
static uint8_t level_uses[LEVELS];	  /* vCPUs, for private ones */
static uint8_t level_of[CPUS_MAX][KINDS]; /* SPIs: of vCPU 0 */
static struct {
	uint64_t taken[NESTED_MAX]; /* acknowledged, not yet ended */
	unsigned depth;
	uint64_t ended[NESTED_MAX]; /* and not yet deactivated */
	unsigned ended_count;
	int split; /* EOImode */
} state[CPUS_MAX];

static unsigned choose(unsigned n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (unsigned)((random_state >> 20) % n);
}

static void note(unsigned cpu, const char *what, uint64_t a, uint64_t b, uint64_t result)
{
	hash = (hash ^ result) * 0x100000001b3ull;
	if (step < from || step >= to)
		return;
	say("step ");
	say_hex(step);
	say(" cpu ");
	say_hex(cpu);
	say(" ");
	say(what);
	say(" ");
	say_hex(a);
	say(" ");
	say_hex(b);
	say(": ");
	say_hex(result);
	say("\n");
}

static uint64_t did(unsigned cpu, const char *what, enum action action, uint64_t a, uint64_t b)
{
	uint64_t result = act(cpu, action, a, b);

	note(cpu, what, a, b, result);
	return result;
}

static uint32_t intid_of(unsigned kind)
{
	return kind < SGIS	  ? kind
	       : kind == SGIS	  ? PPI
	       : kind == SGIS + 1 ? GIC_VTIMER
				  : SPI_FIRST + kind - SGIS - 2;
}

/* Returns the address at which vCPU `cpu` reaches the registers of interrupt `intid` of vCPU `whose` (its own on GICv2). */
static uint64_t frame(unsigned whose, uint32_t intid)
{
	return intid < GIC_SPI_FIRST && gic_v3() ? REDISTRIBUTOR(whose) : GICD_BASE;
}

static unsigned any_vcpu(unsigned cpu, uint32_t intid)
{
	return intid < GIC_SPI_FIRST && gic_v3() ? choose(cpus) : cpu;
}

/* Takes a priority that is free or the interrupt's own. */
static void change_priority(unsigned cpu, unsigned kind)
{
	uint32_t intid = intid_of(kind);
	unsigned whose = any_vcpu(cpu, intid), level = choose(LEVELS - 1);
	uint8_t *mine = &level_of[intid < GIC_SPI_FIRST ? whose : 0][kind];

	if (level_owner[level] != FREE_LEVEL && level_owner[level] != kind)
		return;
	if (!--level_uses[*mine])
		level_owner[*mine] = FREE_LEVEL;
	*mine = (uint8_t)level;
	level_owner[level] = (uint8_t)kind;
	level_uses[level]++;
	did(cpu, "priority", WRITE8, frame(whose, intid) + GICD_IPRIORITYR(0) + intid, level << 3);
}

static void change_bits(unsigned cpu, unsigned kind)
{
	static const uint32_t registers[] = {
	    GICD_ISENABLER(0), GICD_ISENABLER(0), GICD_ICENABLER(0), GICD_ISPENDR(0),
	    GICD_ISPENDR(0),   GICD_ISPENDR(0),	  GICD_ICPENDR(0),   GICD_ISACTIVER(0),
	    GICD_ICACTIVER(0), GICD_ICACTIVER(0)};
	uint32_t intid = intid_of(kind), offset = registers[choose(sizeof(registers) / 4)];
	unsigned whose = any_vcpu(cpu, intid);

	if (intid == GIC_VTIMER && offset >= GICD_ISACTIVER(0))
		return; /* if disabled while it is handled, its level makes it pending again: when isn't defined */
	/* QEMU sets these for the targets of the interrupt, not for the core (IHI 0048, 4.3.7: banked). */
	if (!gic_v3() && cpus > 1 && intid == PPI && offset == GICD_ISPENDR(0))
		return;
	if (!gic_v3() && cpus > 1 && intid == GIC_VTIMER && offset == GICD_ISPENDR(0))
		return;
	/* QEMU sets an SPI active for all cores, and GICC_DIR clears it for one (IHI 0048, 4.3.9: it has one such state). */
	if (!gic_v3() && intid >= GIC_SPI_FIRST && offset == GICD_ISACTIVER(0))
		return;
	did(cpu, "bits", WRITE32, frame(whose, intid) + offset + intid / 32 * 4, 1u << intid % 32);
}

static void read_bits(unsigned cpu, unsigned kind)
{
	static const uint32_t registers[] = {GICD_ISENABLER(0), GICD_ISPENDR(0), GICD_ISPENDR(0),
					     GICD_ISACTIVER(0), GICD_ISACTIVER(0)};
	uint32_t intid = intid_of(kind), offset = registers[choose(sizeof(registers) / 4)];
	unsigned whose = any_vcpu(cpu, intid);

	/* The line of another vCPU's timer is out of reach: see docs/guests.md. */
	if (whose != cpu && offset == GICD_ISPENDR(0))
		whose = cpu;
	did(cpu, "read", READ32, frame(whose, intid) + offset + intid / 32 * 4, 0);
}

/* Has any vCPU acknowledged it without deactivating it? */
static int is_active(uint32_t intid)
{
	for (unsigned cpu = 0; cpu < cpus; cpu++) {
		for (unsigned n = 0; n < state[cpu].depth; n++)
			if (GICC_IAR_INTID(state[cpu].taken[n]) == intid)
				return 1;
		for (unsigned n = 0; n < state[cpu].ended_count; n++)
			if (GICC_IAR_INTID(state[cpu].ended[n]) == intid)
				return 1;
	}
	return 0;
}

static void route(unsigned cpu)
{
	uint32_t intid = SPI_FIRST + choose(SPIS);
	unsigned target = choose(cpus);

	if (gic_v3())
		did(cpu, "route", WRITE64, GICD_BASE + GICD_IROUTER(intid), target);
	/* In QEMU the new target takes the interrupt while it is still active for the old one (IHI 0048, 4.3.12: only after its
	 * end). */
	if (gic_v3() || cpus == 1 || is_active(intid))
		return;
	/* QEMU leaves a pending interrupt with its former targets (IHI 0048, 4.3.12: it goes to the new ones). */
	did(cpu, "bits", WRITE32, GICD_BASE + GICD_ICPENDR(intid / 32), 1u << intid % 32);
	did(cpu, "route", WRITE8, GICD_BASE + GICD_ITARGETSR(0) + intid, 1u << target);
}

static void send(unsigned cpu)
{
	uint32_t intid = choose(SGIS), targets = choose(1u << cpus);
	uint64_t value = (uint64_t)intid << ICC_SGIR_INTID_SHIFT | targets;

	if (gic_v3())
		did(cpu, "send", SEND, choose(8) ? value : value | ICC_SGIR_OTHERS, 0);
	else if (intid % cpus == cpu) /* see sources() */
		did(cpu, "send", SEND,
		    GICD_SGIR_TARGETS(targets) | intid |
			(choose(8)   ? GICD_SGIR_FILTER_LIST
			 : choose(2) ? GICD_SGIR_FILTER_OTHERS
				     : GICD_SGIR_FILTER_SELF),
		    0);
}

/* GICv2: pending SGIs by source; one for each of them, since which of several comes first isn't defined. */
static void sources(unsigned cpu)
{
	uint64_t intid = choose(SGIS), mask = choose(1u << cpus) & 1u << intid % cpus;

	if (gic_v3())
		return;
	switch (choose(3)) {
	case 0:
		did(cpu, "sources", READ8, GICD_BASE + GICD_SPENDSGIR(0) + intid, 0);
		break;
	case 1:
		if (mask) /* QEMU 7.2 ends itself otherwise */
			did(cpu, "set sources", WRITE8, GICD_BASE + GICD_SPENDSGIR(0) + intid,
			    mask);
		break;
	default:
		did(cpu, "clear sources", WRITE8, GICD_BASE + GICD_CPENDSGIR(0) + intid, mask);
	}
}

static void acknowledge(unsigned cpu)
{
	uint64_t iar;

	if (state[cpu].depth == NESTED_MAX || state[cpu].ended_count == NESTED_MAX)
		return;
	iar = did(cpu, "acknowledge", ACKNOWLEDGE, 0, 0);
	if (GICC_IAR_INTID(iar) < GIC_SPECIAL)
		state[cpu].taken[state[cpu].depth++] = iar;
}

static void end(unsigned cpu)
{
	uint64_t iar;

	if (!state[cpu].depth || state[cpu].ended_count == NESTED_MAX)
		return;
	iar = state[cpu].taken[--state[cpu].depth];
	if (GICC_IAR_INTID(iar) == GIC_VTIMER)
		did(cpu, "timer off", TIMER, 0, 0);
	did(cpu, "end", END, iar, 0);
	if (state[cpu].split)
		state[cpu].ended[state[cpu].ended_count++] = iar;
}

static void deactivate(unsigned cpu)
{
	unsigned n;
	uint64_t iar;

	if (!state[cpu].ended_count)
		return;
	n = choose(state[cpu].ended_count);
	iar = state[cpu].ended[n];
	state[cpu].ended[n] = state[cpu].ended[--state[cpu].ended_count];
	did(cpu, "deactivate", DEACTIVATE, iar, 0);
}

/* A vCPU ends interrupts in the mode in which it has acknowledged them. */
static void change_mode(unsigned cpu)
{
	while (state[cpu].depth)
		end(cpu);
	while (state[cpu].ended_count)
		deactivate(cpu);
	state[cpu].split ^= 1;
	did(cpu, "mode", SPLIT, (uint64_t)state[cpu].split, 0);
}

static void one(void)
{
	unsigned cpu = choose(cpus), kind = choose(KINDS);

	switch (choose(24)) {
	case 0 ... 3:
		acknowledge(cpu);
		break;
	case 4 ... 6:
		end(cpu);
		break;
	case 7 ... 8:
		deactivate(cpu);
		break;
	case 9 ... 11:
		send(cpu);
		break;
	case 12 ... 14:
		change_bits(cpu, kind);
		break;
	case 15 ... 16:
		read_bits(cpu, kind);
		break;
	case 17:
		change_priority(cpu, kind);
		break;
	case 18:
		route(cpu);
		break;
	case 19:
		sources(cpu);
		break;
	case 20:
		did(cpu, "mask", MASK, choose(4) ? GIC_PRIORITY_MIN : choose(32) << 3, 0);
		break;
	case 21:
		did(cpu, "look", LOOK, 0, 0);
		break;
	case 22:
		did(cpu, "timer", TIMER, choose(2), 0);
		break;
	default:
		if (!choose(8))
			change_mode(cpu);
		else if (!choose(8))
			did(cpu, "groups", WRITE32, GICD_BASE + GICD_CTLR,
			    choose(4)
				? (gic_v3() ? GICD_CTLR_ARE | GICD_CTLR_GROUP1 : GICD_CTLR_ENABLE)
				: (gic_v3() ? GICD_CTLR_ARE : 0));
	}
}

static void prepare(void)
{
	for (unsigned n = 0; n < LEVELS; n++)
		level_owner[n] = FREE_LEVEL;
	for (unsigned kind = 0; kind < KINDS; kind++) {
		uint32_t intid = intid_of(kind);

		for (unsigned cpu = 0; cpu < (intid < GIC_SPI_FIRST ? cpus : 1); cpu++) {
			level_of[cpu][kind] = (uint8_t)kind;
			level_uses[kind]++;
			act(cpu, WRITE8, frame(cpu, intid) + GICD_IPRIORITYR(0) + intid, kind << 3);
			act(cpu, WRITE32, frame(cpu, intid) + GICD_ISENABLER(0) + intid / 32 * 4,
			    1u << intid % 32);
		}
		level_owner[kind] = (uint8_t)kind;
	}
	for (uint32_t intid = SPI_FIRST; intid < SPI_FIRST + SPIS; intid++) {
		uint64_t config = GICD_BASE + GICD_ICFGR(intid / 16);
		uint32_t edge = GICD_ICFGR_EDGE << 2 * (intid % 16);

		if (gic_v3())
			*reg(GICD_BASE + GICD_IGROUPR(intid / 32)) |= 1u << intid % 32;
		*reg(config) =
		    intid < SPI_FIRST + SPI_EDGES ? *reg(config) | edge : *reg(config) & ~edge;
		if (gic_v3())
			*(volatile uint64_t *)(GICD_BASE + GICD_IROUTER(intid)) = 0;
		else if (cpus > 1)
			*(volatile uint8_t *)(GICD_BASE + GICD_ITARGETSR(0) + intid) = 1;
	}
	*reg(GICD_BASE + GICD_CTLR) =
	    gic_v3() ? GICD_CTLR_ARE | GICD_CTLR_GROUP1 : GICD_CTLR_ENABLE;
}

void guest(unsigned cpu)
{
	const char *arguments = tree_bootargs();
	unsigned steps;

	if (cpu)
		obey(cpu);
	random_state = parse_number(&arguments) * 0x9e3779b97f4a7c15ull + 1;
	steps = (unsigned)parse_number(&arguments);
	interface_on();
	start((unsigned)parse_number(&arguments));
	from = (unsigned)parse_number(&arguments);
	to = (unsigned)parse_number(&arguments);
	prepare();
	for (; step < steps; step++) {
		one();
		if (step % BLOCK == BLOCK - 1) {
			say("diff ");
			say_hex(step + 1);
			say(" ");
			say_hex(hash);
			say("\n");
		}
	}
	say("diff done\n");
}
