/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A generated attack on the time of others: each vCPU does random actions of ACTIONS kinds for as long as the machine runs. Its
 * bootargs are a seed and a weight for each kind; without weights, those of `actions` are used. A weight of 0 leaves a kind
 * out.
 * With -icount the same bootargs make the same run.
 */
#include <kit/gic.h>
#include <kit/guest.h>
#include <kit/tree.h>

#define VCPUS	 4
#define SPIS	 64
#define FID	 0xc3000000 /* function ids of the route that an extension serves */
#define NOWHERE	 0x7f000000 /* an address that the VM doesn't have */
#define BURST	 32
#define TIMER_ON 1u

struct random {
	uint64_t state;
};

/* xorshift64 (Marsaglia 2003): the state is never 0. */
static uint64_t draw(struct random *random)
{
	uint64_t x = random->state;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	random->state = x;
	return x;
}

static void spin(struct random *random)
{
	for (uint64_t n = draw(random) % 2000; n; n--)
		__asm__ volatile("");
}

static void call_core(struct random *random)
{
	uint64_t x[8] = {BULKHEAD_HVC(draw(random) % 10), draw(random) % 64, draw(random) % 4,
			 draw(random) % 32};

	/* These functions are left out, since they end the VM or its loading: they are kinds of their own. */
	if (x[0] == BULKHEAD_HVC_VM_END || x[0] == BULKHEAD_HVC_LOADED ||
	    x[0] == BULKHEAD_HVC_CONSOLE_WRITE)
		x[0] = BULKHEAD_HVC_NOP;
	hvc(x);
}

/* Three calls of four are answered; the fourth crashes the extension (extension.S). */
static void call_extension(struct random *random)
{
	smc(FID, draw(random) % 4, 0);
}

/* Waits for a timer that has expired, will expire in some microseconds, or has its interrupt off. The other timer ends the
 * wait. */
static void wait(struct random *random)
{
	uint64_t kind = draw(random);

	if (kind & 1)
		gic_enable(GIC_VTIMER);
	else
		*reg(gic_private_frame() + GICD_ICENABLER(0)) = 1u << GIC_VTIMER;
	write_sysreg(cntv_cval_el0, now() + (kind & 2 ? ticks(draw(random) % 50) : 0));
	write_sysreg(cntv_ctl_el0, TIMER_ON);
	gic_enable(GIC_PTIMER);
	for (unsigned i = 0; i < BURST; i++) {
		write_sysreg(cntp_cval_el0, now() + ticks(draw(random) % 50));
		write_sysreg(cntp_ctl_el0, TIMER_ON);
		__asm__ volatile("wfi" ::: "memory");
	}
	write_sysreg(cntp_ctl_el0, 0);
	write_sysreg(cntv_ctl_el0, 0);
	gic_take();
}

static void send(struct random *random)
{
	unsigned cpu = draw(random) % VCPUS, intid = draw(random) % 16;

	for (unsigned i = 0; i < BURST; i++)
		gic_send(cpu, intid);
	gic_take();
}

static void ring(struct random *random)
{
	uint64_t x[8] = {BULKHEAD_HVC_DOORBELL, draw(random) % 2};

	for (unsigned i = 0; i < BURST; i++) {
		hvc(x);
		x[0] = BULKHEAD_HVC_DOORBELL;
	}
}

static void start(struct random *random)
{
	cpu_on(draw(random) % VCPUS, _start, 0);
}

static void stop(struct random *random)
{
	(void)random;
	if (read_sysreg(mpidr_el1) & 0xff)
		cpu_off();
}

static void reset(struct random *random)
{
	(void)random;
	psci(PSCI_SYSTEM_RESET, 0, 0, 0);
}

static void fault(struct random *random)
{
	(void)*reg(NOWHERE + draw(random) % 64 * 4096);
}

/* The access has no writeback, since that has no syndrome. */
static void store(uint64_t address, uint64_t value)
{
	__asm__ volatile("str %w0, [%1]" : : "r"(value), "r"(address) : "memory");
}

/* Writes registers with one bit for each interrupt, from GICD_ISENABLER to GICD_ICACTIVER, for SPIs or any vCPU's private
 * interrupts. */
static void access_distributor(struct random *random)
{
	uint32_t offset = GICD_ISENABLER(0) + (draw(random) % 6) * 0x80;
	uint64_t frame = draw(random) & 1
			     ? GICD_BASE + 4 * (1 + draw(random) % (SPIS / 32))
			     : GICR_BASE + draw(random) % VCPUS * GICR_STRIDE + GICR_SGI;

	for (unsigned i = 0; i < BURST; i++)
		store(frame + offset, draw(random));
	gic_take();
}

static void set_priorities(struct random *random)
{
	uint64_t first = GICD_BASE + GICD_IPRIORITYR(0) + GIC_SPI_FIRST;

	for (unsigned i = 0; i < SPIS / 4; i++)
		store(first + 4 * i, draw(random));
	*reg(GICD_BASE + GICD_CTLR) = GICD_CTLR_ARE | (draw(random) & 3);
	*reg(GICD_BASE + GICD_CTLR) = GICD_CTLR_ARE | GICD_CTLR_GROUP1 | GICD_CTLR_GROUP0;
}

static const struct action {
	void (*act)(struct random *random);
	unsigned weight;
} actions[] = {
    {spin, 10},
    {call_core, 10},
    {call_extension, 10},
    {wait, 10},
    {send, 10},
    {ring, 10},
    {start, 10},
    {stop, 5},
    {reset, 1},
    {fault, 5},
    {access_distributor, 10},
    {set_priorities, 5},
};
#define ACTIONS (sizeof(actions) / sizeof(actions[0]))

static unsigned choose(struct random *random, const uint64_t *weights, uint64_t sum)
{
	uint64_t at = draw(random) % sum;
	unsigned i = 0;

	while (at >= weights[i])
		at -= weights[i++];
	return i;
}

void guest(unsigned cpu)
{
	const char *args = tree_bootargs();
	struct random random = {parse_number(&args)};
	uint64_t weights[ACTIONS], sum = 0;

	for (unsigned i = 0; i < ACTIONS; i++)
		sum += weights[i] = parse_number(&args);
	for (unsigned i = 0, given = sum != 0; i < ACTIONS && !given; i++)
		sum += weights[i] = actions[i].weight;
	/* Each life and each vCPU has its own random sequence. */
	random.state = (random.state * VCPUS + cpu + 1) ^ now() << 16;
	exceptions_ignore();
	gic_init();
	for (;;)
		actions[choose(&random, weights, sum)].act(&random);
}
