/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A guest that executes random misuse, ROUNDS times, from a seed. Each instruction must complete and change only its own result
 * registers, or cause an exception at EL1 that points at the instruction and changes no register. The guest's neighbours must
 * not notice, and the guest must still work afterwards. If the guest gets stuck, its watchdog ends that life, and the next life
 * goes on.
 */
#include <arm/esr.h>
#include <kit/gic.h>
#include <kit/guest.h>
#include "fuzz.h"

#define ROUNDS	     60000
#define LIVES_MAX    64
#define SHOWN	     8
#define SVC_BACK     0xd4000ee1u /* svc #0x77 */
#define BACK	     0x77
#define SGI	     5
#define MAGIC	     0x6675747a7a7a7a01ull
#define PSTATE_MASKS 0x1c0ull

/* State that survives the guest's lives: memory to which no image is loaded, and which wild stores avoid. */
struct kept {
	uint64_t magic, fired, swept, completed, exceptions, interrupts, wrong, lives, was_reset;
	uint64_t by_class[64];
	uint64_t last_word, last_pstate, last_x1; /* kind of the current shot; 0: none */
};
static struct kept *const kept = (struct kept *)0x403f8000;

static const fuzz_kind kinds[] = {
    fuzz_call, fuzz_sysreg, fuzz_exception,  fuzz_wait,	       fuzz_word,
    fuzz_a32,  fuzz_t32,    fuzz_load_store, fuzz_fetch,       fuzz_load_store,
    fuzz_walk, fuzz_word,   fuzz_call,	     fuzz_maintenance,
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Classes that an exception at EL1 may have here (DDI 0487, D19.2.37). */
static int class_is_known(unsigned ec)
{
	static const uint8_t known[] = {0x00, 0x01, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09,
					0x0c, 0x0d, 0x0e, 0x11, 0x15, 0x18, 0x19, 0x1d, 0x20,
					0x21, 0x22, 0x24, 0x25, 0x26, 0x28, 0x2c, 0x38, 0x3c};

	for (unsigned i = 0; i < sizeof(known); i++)
		if (known[i] == ec)
			return 1;
	return 0;
}

static void put_hex_word(const char *name, uint64_t value)
{
	char digits[17];

	for (int i = 0; i < 16; i++)
		digits[i] = "0123456789abcdef"[value >> (60 - 4 * i) & 15];
	digits[16] = 0;
	put(name);
	put(digits);
}

static void wrong(const struct aim *aim, const char *what)
{
	if (kept->wrong++ >= SHOWN)
		return;
	put("FUZZ wrong: ");
	put(aim->kind);
	put(": ");
	put(what);
	put_hex_word(" word ", shot_slot[0]);
	put_hex_word(" esr ", shot.esr);
	put_hex_word(" elr ", shot.elr);
	put("\n");
	put_hex_word("FUZZ  x1 ", shot.in[1]);
	put_hex_word(" pc ", shot.pc);
	put_hex_word(" spsr ", shot.spsr);
	put_hex_word(" vector ", shot.vector);
	put("\n");
}

static uint32_t changed(void)
{
	uint32_t bits = 0;

	/* AArch32 has 15 registers of 32 bits; the content of the others afterwards isn't defined (DDI 0487, D1.8.3). */
	for (unsigned i = 0; i < 31; i++)
		if (!(shot.pstate & 0x10))
			bits |= (uint32_t)(shot.in[i] != shot.out[i]) << i;
		else if (i < 15)
			bits |= (uint32_t)((uint32_t)shot.in[i] != (uint32_t)shot.out[i]) << i;
	return bits;
}

static void drain(void)
{
	for (int i = 0; i < 64 && gic_take() != GIC_NONE; i++)
		;
	write_sysreg(cntv_ctl_el0, 0);
}

static void judge(const struct aim *aim)
{
	unsigned ec = ESR_EC(shot.esr);

	if (SHOT_VECTOR_KIND(shot.vector) == 3) {
		wrong(aim, "an SError");
	} else if (SHOT_VECTOR_KIND(shot.vector)) {
		kept->interrupts++;
		drain();
	} else if ((ec == ESR_EC_SVC64 || ec == ESR_EC_SVC32) && ESR_ISS(shot.esr) == BACK &&
		   shot.elr == aim->done) {
		kept->completed++;
		if (changed() & ~aim->changes)
			wrong(aim, "it changed other registers");
	} else {
		kept->exceptions++;
		kept->by_class[ec]++;
		if (!class_is_known(ec))
			wrong(aim, "an exception of this class");
		if (shot.elr != aim->elr && shot.elr != shot.pc)
			wrong(aim, "an exception from elsewhere");
		if (aim->esr && shot.esr != aim->esr)
			wrong(aim, "another exception");
		if (changed())
			wrong(aim, "an exception that changed registers");
	}
}

/* Fires a shot with random registers, at EL1 or EL0. `fill` prepares it for `aim`. */
static void begin(struct aim *aim)
{
	for (unsigned i = 0; i < 31; i++)
		shot.in[i] = fuzz_below(3) ? fuzz_random() : fuzz_address();
	shot.pc = (uint64_t)shot_slot;
	shot.pstate = fuzz_below(6) ? SHOT_PSTATE_EL1 : SHOT_PSTATE_EL0;
	if (!fuzz_below(8))
		shot.pstate &= ~PSTATE_MASKS;
	shot.sp_el0 = SCRATCH + SCRATCH_SIZE / 2;
	shot.sctlr = SCTLR_RESET;
	shot_slot[1] = SVC_BACK;
	*aim = (struct aim){.elr = shot.pc, .done = shot.pc + 8};
}

static void fire(const struct aim *aim)
{
	uint64_t x[8] = {BULKHEAD_HVC_WATCHDOG_KICK};

	kept->last_word = (uint64_t)shot_slot[1] << 32 | shot_slot[0];
	kept->last_pstate = shot.pstate;
	kept->last_x1 = shot.in[1];
	__asm__ volatile("dsb ish\n isb" ::: "memory");
	shot_fire();
	kept->last_word = 0;
	judge(aim);
	if (!(kept->fired++ % 16))
		hvc(x);
}

/* Reads and writes every encoding of a system register or system instruction. */
static void sweep(void)
{
	struct aim aim;

	while (kept->swept < 1u << 17) {
		uint32_t n = (uint32_t)kept->swept++;

		begin(&aim);
		shot.pstate = SHOT_PSTATE_EL1;
		fuzz_system(&aim, n << 5);
		fire(&aim);
	}
}

static void report(void)
{
	put("FUZZ fired ");
	put_number(kept->fired);
	put(" completed ");
	put_number(kept->completed);
	put(" exceptions ");
	put_number(kept->exceptions);
	put(" interrupts ");
	put_number(kept->interrupts);
	put(" lives ");
	put_number(kept->lives);
	put("\n");
	put("FUZZ classes:");
	for (unsigned i = 0; i < 64; i++) {
		if (!kept->by_class[i])
			continue;
		put(" ");
		put_number(i);
		put(":");
		put_number(kept->by_class[i]);
	}
	put("\n");
}

/* Checks afterwards what an ordinary guest needs. */
static void still_works(void)
{
	uint64_t end, start;
	uint32_t got = GIC_NONE;

	gic_init();
	gic_enable(SGI);
	gic_send(0, SGI);
	for (end = now() + ticks(1000); got != SGI && now() < end;)
		got = gic_take();
	check("an SGI comes", got, SGI);
	tick_init();
	start = now() + ticks(500);
	tick_wait(start);
	check("its timer comes", now() - start < ticks(200), 1);
}

void guest(unsigned cpu)
{
	uint64_t x[8] = {PSCI_SYSTEM_RESET};
	struct aim aim;

	(void)cpu;
	if (kept->magic != MAGIC)
		*kept = (struct kept){.magic = MAGIC};
	if (++kept->lives > LIVES_MAX) {
		put("FUZZ FAIL: too many lives\n");
		return;
	}
	put_hex_word("FUZZ begins: the last shot was ", kept->last_word);
	put_hex_word(" pstate ", kept->last_pstate);
	put_hex_word(" x1 ", kept->last_x1);
	put("\n");
	fuzz_seed(kept->lives);
	sweep();
	while (kept->fired < ROUNDS + (1u << 17)) {
		begin(&aim);
		kinds[fuzz_below(KINDS)](&aim);
		fire(&aim);
	}
	if (!kept->was_reset) { /* the next life begins clean */
		kept->was_reset = 1;
		report();
		hvc(x);
	}
	still_works();
	check("nothing was wrong", kept->wrong, 0);
	summary();
}
