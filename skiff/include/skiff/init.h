/* SPDX-License-Identifier: BSD-3-Clause */
/* The init table: what libraries run before main. */
#pragma once

/* Levels, in the order in which they run. */
enum {
	INIT_MEMORY,  /* allocators */
	INIT_IRQ,     /* interrupt controller */
	INIT_SCHED,   /* threads, timers */
	INIT_DEVICE,  /* drivers */
	INIT_SERVICE, /* what uses drivers */
	INIT_LEVELS
};

/** An entry of the init table; INIT makes them. */
struct init_entry {
	void (*function)(void); /* takes and returns nothing */
	unsigned int level;	/* INIT_… */
};

/** Have `function` (void (void)) run before main, at `level`. At file scope. Within one level the
 * order is not defined. */
#define INIT(level, function)                             \
	static const struct init_entry init_of_##function \
	    __attribute__((used, section("skiff_init"), aligned(8))) = {function, level}

/** Runs the init table. */
void boot_init(void);

/** Runs the init table, then main, then ends the machine with main's result. Platforms call it
 * when memory and stack are set up. */
_Noreturn void boot(void);

/** The application. Its command line comes with library `args`, else argc is 0. */
int main(int argc, char **argv);
