/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the TEE's message code stands on when it runs on the host: RAM, threads, RPC, no hardware.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "msg.h"
#include "nsmem.h"
#include "partition.h"
#include "thread.h"

#define FAKE_RAM_BASE 0x40000000UL
#define FAKE_RAM_SIZE 0x200000UL

extern uint8_t fake_ram[FAKE_RAM_SIZE];
extern unsigned int fake_polls; /* rpc_suspend calls */

/* A partition for @vm with nothing in it. */
struct partition *fake_partition(uint16_t vm);

/* The message page, cleared, in fake RAM. */
struct msg_arg *fake_message(uint32_t cmd, uint32_t params);
#define FAKE_MESSAGE (FAKE_RAM_BASE + 0x1000)

/* Run it with @function (SMC_CALL_*) in @p. */
uint32_t fake_run(struct partition *p, uint32_t function, uint64_t address, uint32_t offset);
