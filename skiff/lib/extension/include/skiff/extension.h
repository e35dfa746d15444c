/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Extensions: code that is entered by a forwarded exception of another VM.
 *
 * An extension defines the handlers that it needs; the others have defaults that answer "not
 * supported". Each handler runs at EL0 on the stack of the calling vCPU (a few KiB), on that vCPU's
 * time, and several at once when clients run on several cores: shared data needs atomics or an
 * exclusive section. There is no FP, no interrupt, no thread and no sleep.
 *
 * `header` is that of request.h: BULKHEAD_REQUEST_BADGE, _VM and _VCPU identify the caller.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <skiff/bootinfo.h>
#include <bulkhead/hypercall.h>
#include <bulkhead/request.h>

/** A handler's answer: the action (enum bulkhead_action) and, for a read, the value. */
struct extension_reply {
	uint64_t action; /* enum bulkhead_action */
	uint64_t value;	 /* the result of a read */
};

/** Registers of an SMC, HVC or CALL: arguments on entry, results on return.
 *
 * SMC and HVC: x[0] to x[7] are the client's x0 to x7. The core drops results beyond the route's `results` (4 or 8). CALL:
 * on entry, x[0] to x[6] are x1 to x7 of the caller; on return, x1 to x7 of the results; x[7] is unused. */
struct extension_call {
	uint64_t x[8]; /* see above */
};

/* --- Handlers, defined by the application ---------------------------------------------------- */

/** Called once, after .data and .bss are set up and before any request; again after a restart.
 *
 * @return 0, or a negative errno: the extension gives up (see extension_restart). */
int extension_on_init(void);

/** Called after extension_on_init if this extension has been restarted too often; no request follows. A virtual device
 * sets its registers so that its client notices. Called only where a route has `on-failure = "retry"`.
 *
 * @return 0, or a negative errno: the core doesn't try again. */
int extension_on_last_init(void);

/** A client's SMC. Default: x[0] = BULKHEAD_E_NOT_SUPPORTED, resume. */
enum bulkhead_action extension_on_smc(uint64_t header, struct extension_call *call);

/** A client's HVC. Default: as for an SMC. */
enum bulkhead_action extension_on_hvc(uint64_t header, struct extension_call *call);

/** A call from another extension (extension_call). Default: x[0] = BULKHEAD_E_NOT_SUPPORTED. */
enum bulkhead_action extension_on_call(uint64_t header, struct extension_call *call);

/** A client's access to a device address. Default: external abort.
 *
 * @param ipa     address in the client
 * @param access  BULKHEAD_MMIO_SIZE(access) bytes; & BULKHEAD_MMIO_WRITE
 * @param value   the written value, zero-extended; 0 for a read
 * @return extension_resume(value read), extension_abort() … */
struct extension_reply extension_on_mmio(uint64_t header, uint64_t ipa, uint64_t access,
					 uint64_t value);

/** A client's access to a system register. Default: undefined instruction.
 *
 * @param reg    BULKHEAD_SYSREG(op0, op1, crn, crm, op2)
 * @param write  1 for MSR, 0 for MRS
 * @param value  the written value; 0 for a read */
struct extension_reply extension_on_sysreg(uint64_t header, uint64_t reg, uint64_t write,
					   uint64_t value);

/** An exception that no other route answers. Default: external abort for an access to memory,
 * undefined instruction for anything else.
 *
 * @param esr  ESR_EL2 of the exception
 * @param far  FAR_EL2: virtual address of the access, where the exception has one
 * @param ipa  its intermediate physical address, or 0 */
struct extension_reply extension_on_unhandled(uint64_t header, uint64_t esr, uint64_t far,
					      uint64_t ipa);

/** The client stopped or is about to restart: forget its state. Default: nothing.
 *
 * @return BULKHEAD_RESUME, or BULKHEAD_WAIT: not yet, call again after the next notification. The client starts again when
 *         all its extensions have answered BULKHEAD_RESUME, or after one second. */
enum bulkhead_action extension_on_client_gone(uint64_t header);

/** A channel's doorbell rang for the client's vCPU (BULKHEAD_REQUEST_VCPU), once or more often: look for news in the
 * channels. The handler runs on the client's time before the client goes on, and once after extension_on_init if the
 * client has a register page. Default: nothing.
 *
 * @return BULKHEAD_RESUME, or BULKHEAD_RETRY: there is more to do, call again when pending interrupts have been taken */
enum bulkhead_action extension_on_notify(uint64_t header);

/* --- Replies ---------------------------------------------------------------------------------- */

/** Resume the client after the instruction; a read yields `value`. */
static inline struct extension_reply extension_resume(uint64_t value)
{
	return (struct extension_reply){BULKHEAD_RESUME, value};
}

/** The client takes an undefined-instruction exception. */
static inline struct extension_reply extension_undefined(void)
{
	return (struct extension_reply){BULKHEAD_UNDEFINED, 0};
}

/** The client takes a synchronous external abort. */
static inline struct extension_reply extension_abort(void)
{
	return (struct extension_reply){BULKHEAD_ABORT, 0};
}

/** The client executes the instruction again, after taking its pending interrupts. */
static inline struct extension_reply extension_retry(void)
{
	return (struct extension_reply){BULKHEAD_RETRY, 0};
}

/** The client's vCPU waits for the next notification of this extension, then executes the instruction again. */
static inline struct extension_reply extension_wait(void)
{
	return (struct extension_reply){BULKHEAD_WAIT, 0};
}

/** Marks variables that keep their values over a restart of the extension: INIT neither loads nor clears them. At the system's
 * start they are 0. After a fault their contents are hostile input: check every field. Use: `static EXTENSION_KEPT struct s
 * x;` */
#define EXTENSION_KEPT __attribute__((section(".kept")))

/* --- Calls to the core ------------------------------------------------------------------------ */

#ifdef __aarch64__
/** `svc #number` with x0 and x1; the result is x0. x2 to x7 may change, memory is synchronised. */
#define extension_svc2(number, arg0, arg1)                                              \
	({                                                                              \
		register uint64_t svc_x0 __asm__("x0") = (uint64_t)(arg0);              \
		register uint64_t svc_x1 __asm__("x1") = (uint64_t)(arg1);              \
		__asm__ volatile("svc %2"                                               \
				 : "+r"(svc_x0), "+r"(svc_x1)                           \
				 : "i"(number)                                          \
				 : "x2", "x3", "x4", "x5", "x6", "x7", "cc", "memory"); \
		svc_x0;                                                                 \
	})

/** `svc #number` with x0 to x7 taken from and written back to x[0] to x[7]. */
#define extension_svc8(number, x)                                                          \
	do {                                                                               \
		register uint64_t svc_x0 __asm__("x0") = (x)[0];                           \
		register uint64_t svc_x1 __asm__("x1") = (x)[1];                           \
		register uint64_t svc_x2 __asm__("x2") = (x)[2];                           \
		register uint64_t svc_x3 __asm__("x3") = (x)[3];                           \
		register uint64_t svc_x4 __asm__("x4") = (x)[4];                           \
		register uint64_t svc_x5 __asm__("x5") = (x)[5];                           \
		register uint64_t svc_x6 __asm__("x6") = (x)[6];                           \
		register uint64_t svc_x7 __asm__("x7") = (x)[7];                           \
		__asm__ volatile("svc %8"                                                  \
				 : "+r"(svc_x0), "+r"(svc_x1), "+r"(svc_x2), "+r"(svc_x3), \
				   "+r"(svc_x4), "+r"(svc_x5), "+r"(svc_x6), "+r"(svc_x7)  \
				 : "i"(number)                                             \
				 : "cc", "memory");                                        \
		(x)[0] = svc_x0, (x)[1] = svc_x1, (x)[2] = svc_x2, (x)[3] = svc_x3;        \
		(x)[4] = svc_x4, (x)[5] = svc_x5, (x)[6] = svc_x6, (x)[7] = svc_x7;        \
	} while (0)

/** The machine's counter, in ticks of 1 / extension_counter_hz() seconds. */
static inline uint64_t extension_time(void)
{
	return extension_svc2(BULKHEAD_SVC_TIME, 0, 0);
}

/** Frequency of the machine's counter, Hz. */
static inline uint64_t extension_counter_hz(void)
{
	uint64_t x[8] = {0};

	extension_svc8(BULKHEAD_SVC_TIME, x);
	return x[1];
}

/** Set an interrupt of a client.
 *
 * @param index  in this extension's inject list; a client's indexes are
 *               [inject, inject + inject_count) of its struct bulkhead_client
 * @param level  BULKHEAD_INJECT_RAISE, _LOWER or _PULSE
 * @return BULKHEAD_OK or BULKHEAD_E_INVALID (index or level) */
static inline int64_t extension_inject(unsigned int index, unsigned int level)
{
	return (int64_t)extension_svc2(BULKHEAD_SVC_INJECT, index, level);
}

/** Ring the doorbell of a channel.
 *
 * @param channel  its `index` in struct bulkhead_channel
 * @return BULKHEAD_OK, BULKHEAD_E_INVALID (no such doorbell), BULKHEAD_E_BUSY (it rang less than `min-interval-us` ago) */
static inline int64_t extension_doorbell(unsigned int channel)
{
	return (int64_t)extension_svc2(BULKHEAD_SVC_DOORBELL, channel, 0);
}

/** Set the watchdog of the client's VM: the core treats the VM as faulty after `time` ticks. The next call replaces the time.
 *
 * @return BULKHEAD_OK, BULKHEAD_E_DENIED (this extension lacks the privilege `watchdog`), BULKHEAD_E_NOT_SUPPORTED (the
 *         client's VM has no `watchdog-us`) */
static inline int64_t extension_watchdog(uint64_t time)
{
	return (int64_t)extension_svc2(BULKHEAD_SVC_WATCHDOG, time, 0);
}

/** Call the secure world: x[0] to x[7] hold the SMC's arguments, then its results. The core writes
 * the client's partition id to x[7]. x[0] = BULKHEAD_E_NOT_SUPPORTED: the function isn't in this
 * extension's filter. */
static inline void extension_secure(uint64_t x[8])
{
	extension_svc8(BULKHEAD_SVC_SECURE, x);
}

/** Call another extension: x[0] is the index in this extension's list of calls, x[1] to x[7] the
 * arguments; on return x[0] is the result code and x[1] to x[7] the results. */
static inline void extension_forward(uint64_t x[8])
{
	extension_svc8(BULKHEAD_SVC_CALL, x);
}

/** Begin and end the exclusive section `index`: one activation at a time is inside.
 *
 * @return BULKHEAD_OK; BULKHEAD_E_INVALID: no such section; _enter: this activation is already inside a section; _leave: it
 *         isn't inside this one */
static inline int64_t extension_enter(unsigned int index)
{
	return (int64_t)extension_svc2(BULKHEAD_SVC_ENTER, index, 0);
}
/** End the section: see extension_enter. */
static inline int64_t extension_leave(unsigned int index)
{
	return (int64_t)extension_svc2(BULKHEAD_SVC_LEAVE, index, 0);
}

/** Give up: the request ends with BULKHEAD_E_FAULT for the client and the extension starts anew. */
_Noreturn static inline void extension_restart(void)
{
	extension_svc2(BULKHEAD_SVC_RESTART, 0, 0);
	__builtin_trap();
}
#endif /* __aarch64__ */

/* --- The extension's clients and memory -------------------------------------------------------- */

/** The client VM `vm`, or NULL if it isn't one. */
const struct bulkhead_client *extension_client(unsigned int vm);

/** Find the address in this extension of a range of a client's RAM.
 *
 * @param vm          the client's VM id
 * @param client_ipa  address in the client
 * @param size        bytes, > 0
 * @param rights      BULKHEAD_RIGHT_READ, BULKHEAD_RIGHT_WRITE or both
 * @return the address here, or NULL if the range isn't wholly inside one window with these rights.
 *         The client writes this memory at the same time: copy before checking. */
void *extension_window(unsigned int vm, uint64_t client_ipa, uint64_t size, unsigned int rights);

/** Physical address, as the secure world takes it, of a range of a client's RAM; same arguments.
 *
 * @return the address, or 0 if the range isn't wholly inside one window with these rights */
uint64_t extension_window_pa(unsigned int vm, uint64_t client_ipa, uint64_t size,
			     unsigned int rights);

/** The reverse of extension_window_pa: the client's address of a physical range.
 *
 * @param client_ipa  where the address is stored
 * @return false if the range isn't wholly inside one window of this client */
bool extension_window_of_pa(unsigned int vm, uint64_t pa, uint64_t size, uint64_t *client_ipa);

/** Physical address of an object in this VM's own writable memory. */
static inline uint64_t extension_pa(const void *object)
{
	return (uint64_t)(uintptr_t)object - bootinfo()->ram_ipa + bootinfo()->ram_pa;
}
