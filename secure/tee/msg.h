/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages: the argument of a yielding call. */
#pragma once
#include <stdint.h>

struct thread;

/*
 * Carry out the yielding call of thread @t (t->call).
 * SMC_OK: the message's own result is in it. SMC_EBADADDR: the argument is misaligned, not memory
 * that the VM may name, or does not fit. SMC_EBADCMD: unknown function or message command.
 */
uint32_t msg_call(struct thread *t);
