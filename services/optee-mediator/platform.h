/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the mediator's logic needs from the machine: on the target, main.c provides it by Skiff's extension library; in the
 * tests, a model of the secure world does.
 */
#pragma once
#include <stdint.h>

/** Call the secure world: x[0] to x[7] hold the arguments, then the results. */
void platform_secure(uint64_t x[8]);

/** Begin and end the section in which one activation at a time changes the registry. */
void platform_enter(void);
void platform_leave(void);

/** Tell the operator: `count` sessions couldn't be ended, `sum` since power-on. */
void platform_lost(uint32_t count, uint32_t sum);

/** Milliseconds of a clock that always goes on. */
uint64_t platform_ms(void);

/** Marks data that the start of the mediator doesn't clear (EXTENSION_KEPT): after a restart it has its old value, or what a
 * fault wrote; at power-on 0. */
#ifndef PLATFORM_KEPT
#define PLATFORM_KEPT __attribute__((section(".kept")))
#endif
/* PLATFORM_KEPT for page-aligned data, which lies behind the rest, so that no page is half used. */
#ifndef PLATFORM_KEPT_PAGES
#define PLATFORM_KEPT_PAGES __attribute__((section(".kept.pages")))
#endif

/** Physical address of an object of the mediator's own memory. */
uint64_t platform_pa(const void *object);
