/* SPDX-License-Identifier: BSD-3-Clause */
/* Helpers of the EL2 tests. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <bulkhead/bench_ta.h>
#include <bulkhead/secure_world.h>
#include "layout.h"
#include <arm/smccc.h>
#include "sysreg.h"
#include <kit/guest.h>
#include "tee/optee_abi.h"

#define CHECK(condition, got)                                                    \
	do {                                                                     \
		if (condition)                                                   \
			check_quietly(__FILE__ ": " #condition, 0, 0);           \
		else                                                             \
			check_quietly(__FILE__ ": " #condition, (uint64_t)(got), \
				      ~(uint64_t)(got));                         \
	} while (0)
#define CHECK_EQUAL(value, expected)                                            \
	check_quietly(__FILE__ ": " #value " == " #expected, (uint64_t)(value), \
		      (uint64_t)(expected))

extern const uint8_t uuid_hello[16], uuid_bench[16], uuid_unknown[16];

struct call {
	uint64_t r[31]; /* in and out */
};

/* Call with w7 = @vm; results in call->r. Returns r[0], 32 bits. */
uint32_t call_tee(struct call *call, uint32_t function, uint64_t a1, uint64_t a2, uint64_t a3,
		  uint16_t vm);

/* A page that messages are built in. Each core of the tests has its own. */
struct msg_arg *message(uint32_t cmd, uint32_t session, uint32_t func, uint32_t params);

/* Run the message to its end as VM @vm, serving RPCs; returns the SMC's result. */
uint32_t run(struct msg_arg *arg, uint16_t vm);

/* Start it only: the first answer is in @call. */
uint32_t start(struct msg_arg *arg, uint16_t vm, struct call *call);

/* Go on after an answer that is an RPC, with a1, a2 and a4, a5. */
uint32_t resume(struct call *call, uint32_t thread, uint64_t a, uint64_t cookie, uint16_t vm);

uint32_t open_session(const uint8_t uuid[16], uint16_t vm, uint32_t *session);
uint32_t invoke_value(uint32_t session, uint32_t command, uint32_t a, uint16_t vm, uint32_t *out);
uint32_t close_session(uint32_t session, uint16_t vm);

/* Register @size bytes at @pa (contiguous) under @cookie; the message's result. */
uint32_t register_range(uint64_t pa, uint64_t size, uint64_t cookie, uint16_t vm);
uint32_t unregister(uint64_t cookie, uint16_t vm);

extern uint32_t foreign_interrupts; /* that run() has seen */
void timer_start(uint32_t ticks);   /* fires once; run() serves it */

/* Free RAM for buffers: 1 MiB, and one page of it for RPC arguments. */
#define BUFFERS 0x62000000UL
#define LISTS	0x63000000UL

/* In every wait for the other core: lets an emulator that runs one core at a time go to it. */
static inline void yield(void)
{
	__asm__ volatile("yield" : : : "memory");
}

/* What the second core does when PSCI has started it with `context`. */
void secondary_main(uint64_t context);
/* A long call of VM 2 on the second core. */
void start_spinning(void);
void join_spinning(void);

void test_psci(void);
void test_partitions(void);
void test_memory(void);
void test_threads(void);
void test_address_spaces(void);
void test_ranges(void);
void test_fuzz(void);
