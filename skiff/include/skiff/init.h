/* SPDX-License-Identifier: BSD-3-Clause */
/* The init table: functions of libraries that run before main. */
#pragma once
#include <skiff/config.h>

/* Levels, in the order in which they run. */
enum {
	INIT_MEMORY,  /* allocators */
	INIT_IRQ,     /* interrupt controller */
	INIT_SCHED,   /* threads, timers */
	INIT_DEVICE,  /* drivers */
	INIT_SERVICE, /* users of drivers */
	INIT_LEVELS
};

#ifdef CONFIG_PLAT_LINUX
/** An entry of the init table; INIT makes them. */
struct init_entry {
	void (*function)(void); /* takes and returns nothing */
	unsigned int level;	/* INIT_… */
};

#define INIT(level, function)                             \
	static const struct init_entry init_of_##function \
	    __attribute__((used, section("skiff_init"), aligned(8))) = {function, level}
#else
/** Have `function` (void (void)) run before main, at `level`. Use at file scope. The linker script sorts entries by level; the
 * order within a level isn't defined. */
#define INIT(level, function)                         \
	static void (*const init_of_##function)(void) \
	    __attribute__((used, section(".skiff_init." #level))) = function
#endif

/** Runs the init table and the program's constructors (linux: its process has run them already). */
void boot_init(void);

/** Runs the init table and the program's constructors, then main, then exit with main's result.
 * Platforms call it when memory and stack are set up. */
_Noreturn void boot(void);

/** Runs the functions of atexit and the program's destructors, then ends the machine. */
_Noreturn void boot_exit(int status);

/** The function that boot_exit calls first; atexit sets it. */
extern void (*boot_at_exit)(void);

/** The application. Library `args` provides its command line; without it, argc is 0. */
int main(int argc, char **argv);
