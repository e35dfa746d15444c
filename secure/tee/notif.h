/* SPDX-License-Identifier: BSD-3-Clause */
/* Asynchronous notifications: values pending for each VM, one interrupt for all. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct partition;

/* @p: what partition_find answered for @vm; nothing happens if it is another's by now. */
void notif_start(struct partition *p, uint16_t vm);
void notif_stop(struct partition *p);

/* Make @value (0..NOTIF_VALUE_MAX) pending and raise the interrupt. False: not enabled, or too
 * high. */
bool notif_send(struct partition *p, uint32_t value);

/*
 * Take the lowest pending value. @flags: ASYNC_NOTIF_VALID, ASYNC_NOTIF_PENDING when more remain.
 */
uint32_t notif_take(struct partition *p, uint16_t vm, uint32_t *flags);

/* The platform's part: make the interrupt pending. */
void notif_raise(void);
