/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What single operations of a guest cost, in instructions of all exception levels: run under
 * `-icount shift=0`, where one instruction is one nanosecond. Each is the minimum of 16 batches of
 * 256 with the empty loop subtracted; interrupts are measured one at a time, from deadline (or request)
 * to the first instruction behind the handler or to the handler itself. Prints `name value instructions`.
 */
#include <stdint.h>
#include <bulkhead/hypercall.h>

#define BATCHES 16
#define REPEAT 256

#define GICD 0x08000000ul
#define GICR 0x080a0000ul
#define GICC 0x08010000ul
#define GICD_CTLR 0x000
#define GICD_TYPER 0x004
#define GICD_ISENABLER1 0x104
#define GICD_IPRIORITYR8 0x420
#define GICD_SGIR 0xf00
#define GICR_WAKER 0x14
#define GICR_SGI 0x10000
#define ISENABLER0 0x100
#define PPI_VTIMER 27
#define PSCI_VERSION 0x84000000u

#define read_sysreg(name)                                                                                \
	({                                                                                               \
		uint64_t v_;                                                                             \
		__asm__ volatile("mrs %0, " #name : "=r"(v_)::"memory");                                 \
		v_;                                                                                      \
	})
#define write_sysreg(name, v) __asm__ volatile("msr " #name ", %x0" ::"rZ"((uint64_t)(v)) : "memory")

volatile uint64_t timestamp; /* CNTVCT at the first interrupt since it was 0 */
uint64_t gicc;		     /* GICv2: its CPU interface; GICv3: 0 */

void probe(void);
void unexpected(void);

static int64_t hvc(uint64_t fid, uint64_t *x)
{
	register uint64_t x0 __asm__("x0") = fid;
	register uint64_t x1 __asm__("x1") = x[0];
	register uint64_t x2 __asm__("x2") = x[1];
	register uint64_t x3 __asm__("x3") = x[2];
	register uint64_t x4 __asm__("x4") = x[3];
	register uint64_t x5 __asm__("x5") = x[4];
	register uint64_t x6 __asm__("x6") = x[5];
	register uint64_t x7 __asm__("x7") = x[6];

	__asm__ volatile("hvc #0"
			 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
			 : "r"(x4), "r"(x5), "r"(x6), "r"(x7)
			 : "memory");
	return (int64_t)x0;
}

static void put(const char *s)
{
	while (*s) {
		uint64_t x[7] = { 0 };
		char *bytes = (char *)&x[1];

		for (x[0] = 0; *s && x[0] < BULKHEAD_CONSOLE_BYTES_MAX; x[0]++)
			bytes[x[0]] = *s++;
		hvc(BULKHEAD_HVC_CONSOLE_WRITE, x);
	}
}

static void report(const char *name, uint64_t value)
{
	char line[80], digits[20], *p = line;
	int n = 0;

	for (const char *s = "probe."; *s; s++)
		*p++ = *s;
	for (; *name; name++)
		*p++ = *name;
	*p++ = ' ';
	do
		digits[n++] = (char)('0' + value % 10);
	while (value /= 10);
	while (n)
		*p++ = digits[--n];
	for (const char *s = " instructions\n"; *s; s++)
		*p++ = *s;
	*p = 0;
	put(line);
}

void unexpected(void)
{
	put("probe: unexpected exception\n");
	for (;;)
		hvc(0x84000008, (uint64_t[7]){ 0 });
}

static uint64_t now(void)
{
	__asm__ volatile("isb" ::: "memory");
	return read_sysreg(cntvct_el0);
}

static uint64_t nanoseconds(uint64_t ticks)
{
	return ticks * 1000000000ull / read_sysreg(cntfrq_el0);
}

/* Minimum of the batches of `operation`, rounded, per execution; the caller subtracts the empty loop. */
#define MEASURE(operation)                                                                               \
	({                                                                                               \
		uint64_t best_ = UINT64_MAX;                                                             \
		for (int b_ = 0; b_ < BATCHES; b_++) {                                                   \
			uint64_t t_ = now();                                                             \
			for (int i_ = 0; i_ < REPEAT; i_++) {                                            \
				operation;                                                               \
				__asm__ volatile("" ::: "memory");                                       \
			}                                                                                \
			t_ = now() - t_;                                                                 \
			if (t_ < best_)                                                                  \
				best_ = t_;                                                              \
		}                                                                                        \
		(nanoseconds(best_) + REPEAT / 2) / REPEAT;                                              \
	})

#define CALL(instruction, fid)                                                                           \
	do {                                                                                             \
		register uint64_t x0_ __asm__("x0") = (fid);                                             \
		__asm__ volatile(instruction " #0" : "+r"(x0_)::"x1", "x2", "x3", "memory");             \
	} while (0)

static volatile uint32_t *at(uint64_t address)
{
	return (volatile uint32_t *)address;
}

static int gic_v3(void)
{
	return (read_sysreg(id_aa64pfr0_el1) >> 24 & 15) != 0;
}

static void init_gic(void)
{
	if (gic_v3()) {
		write_sysreg(S3_0_C12_C12_5, read_sysreg(S3_0_C12_C12_5) | 1); /* ICC_SRE_EL1 */
		__asm__ volatile("isb");
		*at(GICD + GICD_CTLR) = 0x12; /* ARE, group 1 */
		*at(GICR + GICR_WAKER) = 0;
		*at(GICR + GICR_SGI + 0x80) = 0xffffffff; /* IGROUPR0 */
		*at(GICR + GICR_SGI + ISENABLER0) = 1u << PPI_VTIMER | 0xffff;
		write_sysreg(S3_0_C4_C6_0, 0xff); /* ICC_PMR_EL1 */
		write_sysreg(S3_0_C12_C12_7, 1);  /* ICC_IGRPEN1_EL1 */
	} else {
		gicc = GICC;
		*at(GICD + GICD_CTLR) = 1;
		*at(GICD + ISENABLER0) = 1u << PPI_VTIMER | 0xffff;
		*at(GICC + 4) = 0xff;
		*at(GICC) = 1;
	}
	__asm__ volatile("isb");
}

static void unmask(void)
{
	__asm__ volatile("msr daifclr, #2" ::: "memory");
}
static void mask(void)
{
	__asm__ volatile("msr daifset, #2" ::: "memory");
}

static void send_sgi(uint64_t v3, uint32_t v2)
{
	if (gicc)
		*at(GICD + GICD_SGIR) = v2;
	else
		write_sysreg(S3_0_C12_C11_5, v3);
}

/* Minimum over the batches of one interrupt's ticks. */
static uint64_t timer_latency(int wait)
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < BATCHES; i++) {
		uint64_t deadline = now() + 2000;

		timestamp = 0;
		write_sysreg(cntv_cval_el0, deadline);
		write_sysreg(cntv_ctl_el0, 1);
		unmask();
		while (!timestamp)
			if (wait)
				__asm__ volatile("wfi");
		mask();
		if (timestamp - deadline < best)
			best = timestamp - deadline;
	}
	return nanoseconds(best);
}

static uint64_t sgi_self(void)
{
	/* SGI 1 to this core; the loop ends in the handler's eret. */
	uint64_t v3 = 1ull << 24 | 1, best;

	unmask();
	best = MEASURE({
		timestamp = 0;
		send_sgi(v3, 1u << 16 | 1);
		while (!timestamp)
			;
	});
	mask();
	return best;
}

void probe(void)
{
	uint64_t empty = MEASURE(__asm__ volatile(""));

	report("hvc_null", MEASURE(CALL("hvc", PSCI_VERSION)) - empty);
	report("smc_null", MEASURE(CALL("smc", PSCI_VERSION)) - empty);
	report("forward_smc", MEASURE(CALL("smc", 0xB2000001)) - empty);
	report("id_register", MEASURE(read_sysreg(id_aa64pfr0_el1)) - empty);
	init_gic();
	report("gicd_typer_read", MEASURE((void)*at(GICD + GICD_TYPER)) - empty);
	report("gicd_isenabler_read", MEASURE((void)*at(GICD + GICD_ISENABLER1)) - empty);
	report("gicd_ipriority_write", MEASURE(*at(GICD + GICD_IPRIORITYR8) = 0xa0a0a0a0) - empty);
	if (!gicc)
		report("gicr_isenabler_write", MEASURE(*at(GICR + GICR_SGI + ISENABLER0) = 0x8000) - empty);
	report("sgi_no_target", MEASURE(send_sgi(0, 0)) - empty);
	report("sgi_self", sgi_self() - empty);
	report("vtimer", timer_latency(0));
	report("wfi_wake", timer_latency(1));
	if (*at(0x0a000000) == 0x6d6d0000) /* the forwarding extension's device: noop.S */
		report("forward_mmio", MEASURE((void)*at(0x0a000000)) - empty);
	put("probe: done\n");
}
