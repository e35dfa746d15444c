/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine.h"
#include <arm/psci.h>
#include <kit/guest.h>

#define UART	       0x09000000ull
#define UART_FR	       0x18
#define UART_FR_FULL   (1u << 5)
#define GICC_CTLR_MODE (1u << 9)
#define TIMER_ENABLE   1u
#define SETTLING       2 /* rounds in which every vCPU takes the interrupts of its hypervisor */

unsigned cpus = 1;

static volatile struct order {
	volatile uint32_t action;
	volatile uint64_t a, b, result;
} orders[CPUS_MAX];

static void barrier(void)
{
	__asm__ volatile("dsb sy\n isb" ::: "memory");
}

static uint64_t look(void)
{
	uint64_t pending, running, isr;

	running = gic_v3() ? read_sysreg(icc_rpr_el1) : *reg(GICC_BASE + GICC_RPR);
	pending = gic_v3() ? read_sysreg(icc_hppir1_el1) : *reg(GICC_BASE + GICC_HPPIR);
	isr = read_sysreg(isr_el1) >> 7 & 1;
	return running | pending << 8 | isr << 32;
}

static uint64_t timer(uint64_t on)
{
	write_sysreg(cntv_cval_el0, 0);
	write_sysreg(cntv_ctl_el0, on ? TIMER_ENABLE : 0);
	barrier();
	/* The hypervisor notices a falling line only when it looks: see docs/guests.md. */
	return *reg(gic_private_frame() + GICD_ISPENDR(0)) >> GIC_VTIMER & 1;
}

static uint64_t perform(uint32_t action, uint64_t a, uint64_t b)
{
	uint64_t result = 0;

	switch ((enum action)action) {
	case NOTHING:
		break;
	case READ32:
		result = *reg(a);
		break;
	case READ8:
		result = *(volatile uint8_t *)a;
		break;
	case WRITE32:
		*reg(a) = (uint32_t)b;
		break;
	case WRITE8:
		*(volatile uint8_t *)a = (uint8_t)b;
		break;
	case WRITE64:
		*(volatile uint64_t *)a = b;
		break;
	case ACKNOWLEDGE:
		result = gic_v3() ? read_sysreg(icc_iar1_el1) : *reg(GICC_BASE + GICC_IAR);
		break;
	case END:
		if (gic_v3())
			write_sysreg(icc_eoir1_el1, a);
		else
			*reg(GICC_BASE + GICC_EOIR) = (uint32_t)a;
		break;
	case DEACTIVATE:
		if (gic_v3())
			write_sysreg(icc_dir_el1, a);
		else
			*reg(GICC_BASE + GICC_DIR) = (uint32_t)a;
		break;
	case SEND:
		if (gic_v3())
			write_sysreg(icc_sgi1r_el1, a);
		else
			*reg(GICD_BASE + GICD_SGIR) = (uint32_t)a;
		break;
	case MASK:
		if (gic_v3())
			write_sysreg(icc_pmr_el1, a);
		else
			*reg(GICC_BASE + GICC_PMR) = (uint32_t)a;
		break;
	case SPLIT:
		if (gic_v3())
			write_sysreg(icc_ctlr_el1, a ? ICC_CTLR_EOIMODE : 0);
		else
			*reg(GICC_BASE + GICC_CTLR) = GICC_CTLR_ENABLE | (a ? GICC_CTLR_MODE : 0);
		break;
	case LOOK:
		result = look();
		break;
	case TIMER:
		result = timer(a);
		break;
	}
	barrier();
	return result;
}

static uint64_t order(unsigned cpu, uint32_t action, uint64_t a, uint64_t b)
{
	volatile struct order *o = &orders[cpu];

	if (cpu == 0)
		return perform(action, a, b);
	o->a = a;
	o->b = b;
	barrier();
	o->action = action + 1;
	while (o->action)
		__asm__ volatile("yield" ::: "memory");
	barrier();
	return o->result;
}

uint64_t act(unsigned cpu, enum action action, uint64_t a, uint64_t b)
{
	uint64_t result = order(cpu, action, a, b);

	for (int round = 0; round < SETTLING; round++)
		for (unsigned other = 1; other < cpus; other++)
			order(other, NOTHING, 0, 0);
	return result;
}

void obey(unsigned cpu)
{
	volatile struct order *o = &orders[cpu];

	interface_on();
	for (;;) {
		while (!o->action)
			__asm__ volatile("yield" ::: "memory");
		barrier();
		o->result = perform(o->action - 1, o->a, o->b);
		barrier();
		o->action = 0;
	}
}

void start(unsigned count)
{
	cpus = count;
	for (unsigned cpu = 1; cpu < count; cpu++) {
		psci(PSCI_CPU_ON64, cpu, (uint64_t)(uintptr_t)_start, 0);
		order(cpu, NOTHING, 0, 0);
	}
}

void interface_on(void)
{
	gic_init();
	if (!gic_v3())
		for (unsigned n = 0; n < 8; n++)
			*reg(GICD_BASE + GICD_IPRIORITYR(n)) = 0;
}

void say(const char *text)
{
	for (; *text; text++) {
		while (*reg(UART + UART_FR) & UART_FR_FULL)
			;
		*reg(UART) = (uint8_t)*text;
	}
}

void say_hex(uint64_t value)
{
	char digits[17], *p = digits + 16;

	*p = 0;
	do
		*--p = "0123456789abcdef"[value & 15];
	while (value >>= 4);
	say(p);
}
