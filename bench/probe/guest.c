/* SPDX-License-Identifier: BSD-3-Clause */
#include "guest.h"

#define GICD_CTLR    0x000
#define GICD_CTLR_V3 0x12 /* ARE, group 1 */
#define GICD_IGROUPR 0x080
#define GICD_IROUTER 0x6000
#define GICR_WAKER   0x14
#define IGROUPR0     0x80
#define GICC_PMR     0x4
#define SGIS	     0xffffu
#define SPI_FIRST    32
#define SPURIOUS     1020
#define LATENCIES    16

volatile uint64_t timestamp, taken;
uint64_t gicc;
void (*on_spi)(void);
extern char vectors[], vectors_marked[];
void interrupt(void);

int64_t hvc(uint64_t fid, const uint64_t *x)
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

int64_t smc(uint64_t fid, uint64_t argument)
{
	register uint64_t x0 __asm__("x0") = fid;
	register uint64_t x1 __asm__("x1") = argument;
	register uint64_t x2 __asm__("x2") = 0;
	register uint64_t x3 __asm__("x3") = 0;

	__asm__ volatile("smc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)::"memory");
	return (int64_t)x0;
}

void put(const char *s)
{
	while (*s) {
		uint64_t x[7] = {0};
		char *bytes = (char *)&x[1];

		for (x[0] = 0; *s && x[0] < BULKHEAD_CONSOLE_BYTES_MAX; x[0]++)
			bytes[x[0]] = *s++;
		hvc(BULKHEAD_HVC_CONSOLE_WRITE, x);
	}
}

void report(const char *name, uint64_t value)
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
		hvc(PSCI_SYSTEM_OFF, (uint64_t[7]){0});
}

static int gic_v3(void)
{
	return (read_sysreg(id_aa64pfr0_el1) >> 24 & 15) != 0;
}

void gic_init(void)
{
	uint64_t gicr = GICR + (read_sysreg(mpidr_el1) & 0xff) * GICR_STRIDE;

	if (gic_v3()) {
		write_sysreg(S3_0_C12_C12_5, read_sysreg(S3_0_C12_C12_5) | 1); /* ICC_SRE_EL1 */
		__asm__ volatile("isb");
		*at(GICD + GICD_CTLR) = GICD_CTLR_V3;
		*at(gicr + GICR_WAKER) = 0;
		*at(gicr + GICR_SGI + IGROUPR0) = 0xffffffff;
		*at(gicr + GICR_SGI + ISENABLER0) = 1u << PPI_VTIMER | SGIS;
		write_sysreg(S3_0_C4_C6_0, 0xff); /* ICC_PMR_EL1 */
		write_sysreg(S3_0_C12_C12_7, 1);  /* ICC_IGRPEN1_EL1 */
	} else {
		gicc = GICC;
		*at(GICD + GICD_CTLR) = 1;
		*at(GICD + ISENABLER0) = 1u << PPI_VTIMER | SGIS;
		*at(GICC + GICC_PMR) = 0xff;
		*at(GICC) = 1;
	}
	__asm__ volatile("isb");
}

void gic_enable_spi(uint32_t intid)
{
	*at(GICD + GICD_IGROUPR + intid / 32 * 4) |= 1u << intid % 32;
	*(volatile uint64_t *)(GICD + GICD_IROUTER + intid * 8ul) = read_sysreg(mpidr_el1) & 0xff;
	*at(GICD + ISENABLER0 + intid / 32 * 4) = 1u << intid % 32;
}

uint64_t timer_latency(int wait, uint64_t ticks)
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < LATENCIES; i++) {
		uint64_t deadline = now() + ticks;

		timestamp = 0;
		timer_at(deadline);
		unmask();
		while (!timestamp)
			if (wait)
				__asm__ volatile("wfi" ::: "memory");
		mask();
		if (timestamp - deadline < best)
			best = timestamp - deadline;
	}
	return nanoseconds(best);
}

static void use(const char *table)
{
	write_sysreg(vbar_el1, (uint64_t)(uintptr_t)table);
	__asm__ volatile("isb");
}

void interrupts_marked(void)
{
	use(vectors_marked);
}

void interrupts_unmarked(void)
{
	use(vectors);
}

void interrupt(void)
{
	uint64_t intid = read_sysreg(S3_0_C12_C12_0); /* ICC_IAR1_EL1 */

	if (intid >= SPURIOUS)
		return;
	if (intid == PPI_VTIMER) {
		write_sysreg(cntv_ctl_el0, 0);
		__asm__ volatile("isb");
	} else if (intid >= SPI_FIRST && on_spi) {
		on_spi();
	}
	taken = taken + 1;
	write_sysreg(S3_0_C12_C12_1, intid); /* ICC_EOIR1_EL1 */
}
