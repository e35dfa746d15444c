/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bare-metal runtime of every test and benchmark guest: start, calls, console, checks,
 * exceptions, time. start.S enters guest(); the interrupt controller is in gic.h, the device tree in
 * tree.h.
 */
#pragma once
#include <stdint.h>
#include <arm/psci.h>
#include <bulkhead/hypercall.h>

#ifndef read_sysreg /* the secure world's own headers have the same */
#define read_sysreg(name)                                                \
	({                                                               \
		uint64_t v_;                                             \
		__asm__ volatile("mrs %0, " #name : "=r"(v_)::"memory"); \
		v_;                                                      \
	})
#define write_sysreg(name, v) \
	__asm__ volatile("msr " #name ", %x0\n isb" ::"rZ"((uint64_t)(v)) : "memory")
#endif
/* The same, if `name` is a macro. */
#define read_named(name)     read_sysreg(name)
#define write_named(name, v) write_sysreg(name, v)

/* --- Start and end ----------------------------------------------------------------------------- */

/** The guest's own code. When it returns, the VM is powered off.
 *
 * @param cpu  affinity level 0 of this vCPU, 0 to 7 */
void guest(unsigned cpu);
/** The entry of another vCPU, which calls guest() with its number. */
void _start(void);
/** The same, but CPU_ON's context argument is stored in secondary_context. */
void secondary(void);
extern volatile uint64_t secondary_context;

/** Power off this VM, or this vCPU. */
_Noreturn void power_off(void);
_Noreturn void cpu_off(void);

/* --- Calls ------------------------------------------------------------------------------------- */

/** Make an HVC with x0 to x7 from `x`; x0 to x3 of the answer are stored there. */
void hvc(uint64_t x[8]);
/** Make an SMC with x0 = fid, x1, and known values in x2 and x3.
 *
 * @param results  x0 to x3 are stored here unless it is NULL
 * @return x0 */
uint64_t smc(uint64_t fid, uint64_t x1, uint64_t *results);
/** Make an SMC with x0 to x29 from `regs`, where the registers are stored again afterwards (start.S). */
void call_with(uint64_t regs[31]);
/** Call a function of PSCI. @return x0 */
uint64_t psci(uint64_t fid, uint64_t a1, uint64_t a2, uint64_t a3);
/** Start vCPU `cpu` of this VM at `entry`. @return what CPU_ON returns */
uint64_t cpu_on(uint64_t cpu, void (*entry)(void), uint64_t context);
/** @return the state of VM `vm` (enum bulkhead_vm_state or BULKHEAD_E_*)
 *
 * @param restarts  gets their number unless it is NULL */
uint64_t vm_state(uint64_t vm, uint64_t *restarts);
/** Is VM `vm` not ended yet? */
int vm_runs(uint64_t vm);

/* --- Console: whole lines, so that those of other VMs don't come between ------------------------ */

void put(const char *s);
/** Write a line of `length` bytes to the machine's console (vm.c). */
void console_write(const char *text, unsigned length);
void put_number(uint64_t value);
/** Write `0x` and 16 digits. */
void put_hex(uint64_t value);

/* --- Checks ------------------------------------------------------------------------------------ */

/** Print a line `TEST name ok`, or `TEST name FAIL got … expected …`, and count the check. */
void check(const char *name, uint64_t got, uint64_t expected);
/** The same, but a check that passes isn't printed. */
void check_quietly(const char *name, uint64_t got, uint64_t expected);
/** Print `TEST summary: N passed, M failed`. */
void summary(void);

/* --- Exceptions: one that isn't expected ends the VM -------------------------------------------- */

/** The next exception is expected. Execution then goes on behind the instruction. */
void exception_expect(void);
/** No exception is expected any longer. @return ESR_EL1 of the exception that came since exception_expect(); 0: none */
uint64_t exception_taken(void);
/** From now on, every exception is counted, and execution goes on behind its instruction. */
void exceptions_ignore(void);
uint64_t exceptions_ignored(void);
/** Branch to `address`, where nothing can be executed (start.S). @return ESR_EL1 of the exception */
uint64_t call_nowhere(uint64_t address);
/* @return PSTATE.SSBS (bit 12) as the exception's handler found it, if the processor has an SSBS that MSR reaches */
#define SSBS	     S3_3_C4_C2_6
#define ssbs_there() ((read_sysreg(id_aa64pfr1_el1) >> 4 & 15) == 2)
uint64_t exception_ssbs(void);

/* --- Time -------------------------------------------------------------------------------------- */

static inline uint64_t now(void)
{
	__asm__ volatile("isb" ::: "memory");
	return read_sysreg(cntvct_el0);
}

/** Convert microseconds to ticks. */
static inline uint64_t ticks(uint64_t us)
{
	return us * read_sysreg(cntfrq_el0) / 1000000;
}

/** Read a decimal number at `*s`, behind blanks; `*s` then points behind it. */
uint64_t parse_number(const char **s);
