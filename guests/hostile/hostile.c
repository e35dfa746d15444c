/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A guest whose kernel has been taken over: it attacks everything that a guest can reach. A seed decides the attacks, their
 * number is bounded, and the answers are counted. The guest makes calls to the secure world with malformed numbers and
 * messages, accesses addresses of other VMs' memory and every device address, makes the hypervisor's own calls, and writes to
 * system registers and the interrupt controller. At the end it prints a summary and carries out its last phase.
 */
#include <kit/gic.h>
#include <kit/guest.h>

#define SMC_CALLS 10000
#define MESSAGES  2000
#define ADDRESSES 4000
#define SEED	  0x9e3779b97f4a7c15ull

/* OP-TEE's SMC interface: see docs/optee-mediator.md. */
#define OPTEE_CALL_WITH_ARG   0x32000004u
#define OPTEE_RETURN_FROM_RPC 0x32000003u
#define OPTEE_SHM_CONFIG      0xb2000007u
#define OPTEE_CAPABILITIES    0xb2000009u
#define OPTEE_VM_DESTROYED    0xb200000eu
#define OPTEE_OK	      0u
#define RPC_PREFIX	      0xffff0000u
/* A bug that the demo plants in its mediators: the call writes x2 to the address in x1. */
#define PLANTED_BUG 0xb200bad0u

#define UNKNOWN_FUNCTION 0xffffffffu

static uint64_t random_state = SEED;

static uint64_t random64(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static void put_count(const char *what, uint64_t value)
{
	put(" ");
	put_number(value);
	put(what);
}

/* Addresses that an attacker would try: its own RAM, the core, other VMs, devices, the ends of address ranges. */
static uint64_t tempting_address(void)
{
	static const uint64_t bases[] = {
	    0,		 0x08000000,  0x09000000,	 0x0e000000, 0x10000000,
	    0x40000000,	 0x42000000,  0x60000000,	 0x60010000, 0x80000000,
	    0x100000000, 0x1ffffffff, UINT64_MAX - 0xfff};
	uint64_t r = random64();

	return bases[r % (sizeof(bases) / sizeof(bases[0]))] + (r >> 8 & 0x3fffff0);
}

/* Does the secure world request something? The answer to an unknown function has the same upper half. */
static int is_rpc(uint64_t answer)
{
	return (answer & 0xffff0000) == RPC_PREFIX && (uint32_t)answer != UNKNOWN_FUNCTION;
}

static uint64_t smc_calls(void)
{
	uint64_t accepted = 0;

	for (unsigned i = 0; i < SMC_CALLS; i++) {
		uint64_t x[31] = {0};
		uint64_t r = random64();

		for (unsigned n = 1; n < 8; n++)
			x[n] = r >> n & 1 ? tempting_address() : random64() >> (random64() & 63);
		switch (r >> 32 & 7) {
		case 0:
			x[0] = random64() & 0xffffffff;
			break;
		case 1:
			x[0] = 0xb2000000u | (r & 0x1f);
			break;
		case 2:
			x[0] = OPTEE_RETURN_FROM_RPC;
			x[3] = r & 15;
			break;
		default:
			x[0] = 0x32000000u | (r & 0x1f);
		}
		/* PSCI calls are left out: they end this VM. */
		if ((x[0] & 0x3f000000) == 0x04000000)
			x[0] ^= 0x01000000;
		if ((uint32_t)x[0] == PLANTED_BUG)
			x[0] = 0;
		call_with(x);
		accepted += (uint32_t)x[0] == OPTEE_OK || is_rpc(x[0]);
	}
	return accepted;
}

/* Messages with random fields, in memory that the TEE may share with this guest. */
static uint64_t messages(void)
{
	uint64_t config[31] = {OPTEE_SHM_CONFIG}, accepted = 0;
	static uint64_t own[1024] __attribute__((aligned(4096)));
	volatile uint64_t *area = own;

	call_with(config);
	if (config[0] == OPTEE_OK && config[1])
		area = (volatile uint64_t *)config[1];
	for (unsigned i = 0; i < MESSAGES; i++) {
		uint64_t r = random64(), address = (uint64_t)area;
		uint64_t x[31] = {OPTEE_CALL_WITH_ARG, address >> 32, address & 0xffffffff};

		area[0] = (r & 7) | (r >> 8 & 0xffff) << 32; /* command, function */
		area[1] = random64();			     /* session, cancel id */
		area[2] = random64();
		area[3] = (r >> 24 & 0xff) << 32; /* parameters: up to 255 */
		for (unsigned n = 4; n < 4 + 4 * 16; n += 4) {
			area[n] = random64() & 0xf0f;
			area[n + 1] = r >> (n & 63) & 1 ? tempting_address()
							: address + (random64() & 0xffff);
			area[n + 2] = random64() >> (random64() & 63);
			area[n + 3] = random64() & 7;
		}
		call_with(x);
		/* Each RPC is answered with random values, until the call ends. */
		for (unsigned n = 0; n < 64 && is_rpc(x[0]); n++) {
			x[0] = OPTEE_RETURN_FROM_RPC;
			x[1] = random64() & 0xffffffff;
			x[2] = tempting_address();
			call_with(x);
		}
		accepted += x[0] == OPTEE_OK;
	}
	return accepted;
}

static void hypercalls(void)
{
	for (unsigned i = 0; i < 1000; i++) {
		uint64_t x[8] = {BULKHEAD_HVC(random64() & 0x1f)};

		if (x[0] == BULKHEAD_HVC_CONSOLE_WRITE || x[0] == BULKHEAD_HVC_LOADED)
			continue;
		for (unsigned n = 1; n < 8; n++)
			x[n] = random64() >> (random64() & 63);
		hvc(x);
	}
}

static void addresses(void)
{
	for (unsigned i = 0; i < ADDRESSES; i++) {
		uint64_t address = tempting_address() & ~15ull;

		/* The guest's own image is left out. */
		if (address - ((uint64_t)(uintptr_t)guest & ~0xfffffull) < 0x400000)
			continue;
		switch (random64() & 7) {
		case 0:
			*(volatile uint64_t *)address;
			break;
		case 1:
			*(volatile uint8_t *)address;
			break;
		case 2:
			*(volatile uint32_t *)address = (uint32_t)random64();
			break;
		case 3:
			__asm__ volatile("ldp x9, x10, [%0], #16"
					 : "+r"(address)
					 :
					 : "x9", "x10", "memory");
			break;
		case 4:
			__asm__ volatile("stp xzr, xzr, [%0, #-16]!" : "+r"(address) : : "memory");
			break;
		case 5:
			__asm__ volatile("dc civac, %0" : : "r"(address));
			break;
		case 6:
			__asm__ volatile("ldxr x9, [%0]" : : "r"(address) : "x9", "memory");
			break;
		default:
			*(volatile uint16_t *)address = 1;
		}
	}
}

#define POKE(name) __asm__ volatile("mrs x9, " #name "\n msr " #name ", x9" : : : "x9", "memory")

static void registers(void)
{
	POKE(S3_1_C15_C2_0); /* implementation-defined */
	POKE(S3_0_C15_C0_0);
	POKE(S3_4_C1_C1_0);		      /* registers of EL2 */
	POKE(S3_0_C0_C4_4);		      /* ID_AA64ZFR0_EL1 */
	POKE(S3_0_C1_C2_0);		      /* ZCR_EL1 */
	POKE(S2_0_C0_C0_5);		      /* debug: DBGBCR0_EL1 */
	POKE(S2_0_C0_C2_2);		      /* MDSCR_EL1 */
	POKE(S3_3_C9_C12_0);		      /* PMCR_EL0 */
	POKE(S3_3_C9_C14_0);		      /* PMUSERENR_EL0 */
	POKE(S3_0_C12_C11_5);		      /* ICC_SGI1R_EL1 */
	POKE(S3_0_C12_C12_5);		      /* ICC_SRE_EL1 */
	__asm__ volatile(".inst 0xd503207f"); /* WFI */
}

/* Write random values to every register of the interrupt controller. */
static void interrupt_controller(void)
{
	for (uint64_t offset = 0; offset < 0x10000; offset += 4) {
		*(volatile uint32_t *)(GICD_BASE + offset);
		*(volatile uint32_t *)(GICD_BASE + offset) = (uint32_t)random64();
		*(volatile uint32_t *)(GICR_BASE + offset) = (uint32_t)random64();
		*(volatile uint32_t *)(GICR_BASE + GICR_SGI + offset) = (uint32_t)random64();
	}
}

void guest(unsigned cpu)
{
	uint64_t accepted, understood, before, x[31] = {0};

	(void)cpu;
	exceptions_ignore();
	put("HOSTILE: this guest has been taken over\n");
	accepted = smc_calls();
	put("HOSTILE: malformed secure calls:");
	put_count(" made,", SMC_CALLS);
	put_count(" answered as valid\n", accepted);
	understood = messages();
	put("HOSTILE: malformed messages:");
	put_count(" sent,", MESSAGES);
	put_count(" taken (with an error inside)\n", understood);
	before = exceptions_ignored();
	addresses();
	put("HOSTILE: wild addresses:");
	put_count(" touched,", ADDRESSES);
	put_count(" refused\n", exceptions_ignored() - before);
	hypercalls();
	registers();
	interrupt_controller();
	x[0] = OPTEE_VM_DESTROYED;
	x[1] = 1;
	call_with(x);
	put(x[0] == OPTEE_OK ? "HOSTILE: another VM's partition could be ended: BROKEN\n"
			     : "HOSTILE: end of another VM's partition: refused\n");
	for (unsigned i = 0; i < 4; i++) {
		x[0] = PLANTED_BUG;
		x[1] = i & 1 ? 0x60000000 : 0;
		call_with(x);
		put("HOSTILE: mediator crashed, answer");
		put_count("", x[0]);
		put("\n");
		x[0] = OPTEE_CAPABILITIES;
		x[1] = 0;
		call_with(x);
		put(x[0] == OPTEE_OK ? "HOSTILE: mediator serves again\n"
				     : "HOSTILE: mediator stays down\n");
	}
	put("HOSTILE: done\n");
}
