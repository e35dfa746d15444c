/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * guest-hostile: attacks that a guest that was broken into can try. Each attack prints one line
 * `HOSTILE name refused|BREACH|note detail`: a breach is an attack that was granted.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_SIZE 4096u

/* Functions and results of OP-TEE's calls (optee_smc.h of OP-TEE OS). */
#define SMC_CALL_WITH_ARG   0x32000004u
#define SMC_RETURN_FROM_RPC 0x32000003u
#define SMC_CALL_WITH_RPC   0x32000012u
#define SMC_CALL_WITH_REGD  0x32000013u
#define SMC_EXCHANGE	    0xb2000009u
#define SMC_VM_CREATED	    0xb200000du
#define SMC_VM_DESTROYED    0xb200000eu
#define SMC_ENABLE_NOTIF    0xb2000010u
#define SMC_RETURN_OK	    0u
#define SMC_RETURN_THREADS  1u
#define SMC_RETURN_RESUME   3u
#define SMC_RETURN_BADADDR  4u
#define SMC_RETURN_NOTAVAIL 7u
#define SMC_RETURN_UNKNOWN  0xffffffffu
#define SMC_RPC_FOREIGN	    0xffff0004u
#define SMC_IS_RPC(x0)	    (((x0)&0xffff0000u) == 0xffff0000u && (x0) != SMC_RETURN_UNKNOWN)

/* Messages (optee_msg.h of OP-TEE OS). */
enum msg_command {
	MSG_OPEN_SESSION,
	MSG_INVOKE,
	MSG_CLOSE_SESSION,
	MSG_CANCEL,
	MSG_REGISTER,
	MSG_UNREGISTER
};
#define MSG_VALUE_INOUT 0x3u
#define MSG_RMEM_INOUT	0x7u
#define MSG_TMEM_INPUT	0x9u
#define MSG_TMEM_OUTPUT 0xau
#define MSG_TMEM_INOUT	0xbu
#define MSG_META	0x100u
#define MSG_NONCONTIG	0x200u
/* page addresses in one page of a list; the 512th entry is the address of the list's next page */
#define MSG_LIST_ENTRIES 511u

struct msg_param {
	uint64_t attr, a, b, c; /* TMEM: address, size, cookie; RMEM: offset, size, cookie */
};
struct msg_arg {
	uint32_t cmd, func, session, cancel_id, pad, ret, ret_origin, num_params;
	struct msg_param params[4];
};

/* A locked page of this guest, and its address. */
struct page {
	void *at;
	uint64_t address; /* guest-physical */
};

/* Gets `count` locked pages. Returns false if there is no memory, or no permission to read the pages' addresses. */
bool page_get(struct page *pages, unsigned count);

/* Opens the kernel module's device. Prints a message and returns false if that fails. */
bool smc_open(void);
/* Makes one call: x[0] to x[7] are its arguments, x[0] to x[3] become its results. */
void smc_raw(uint64_t x[8]);
void hvc_raw(uint64_t x[8]);
/* Makes one call, and resumes it as long as it only stopped for one of this guest's interrupts. Returns x0. */
uint32_t smc_call(uint64_t x[8]);
/* Makes a standard call with the message at `address`. Its RPCs are answered with "no memory" or "nothing done". Returns x0. */
uint32_t smc_message(uint32_t function, uint64_t address);
/*
 * Resumes a call that stopped for interrupts and RPCs, until it ends or has made 64 RPCs. Returns the last x0.
 */
uint32_t smc_finish(uint64_t x[8]);

/* Reports an attack and counts it. */
void report_refused(const char *name, bool refused, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void report_note(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Loads from `address` through /dev/mem: the load must end in a bus error and return no data. */
void attack_address(uint64_t address);
/*
 * Makes calls that only a hypervisor may make, calls with forged identities, and resumptions of other guests' calls.
 */
void attack_calls(void);
/* Sends malformed messages, and messages that name `foreign`, an address outside this guest's memory. */
void attack_messages(uint64_t foreign);
/* Makes `rounds` random calls; the same seed gives the same calls. */
void attack_random(unsigned rounds, uint64_t seed, uint64_t foreign);
