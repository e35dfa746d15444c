/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <skiff/config.h>
#include <skiff/init.h>
#include <skiff/plat.h>

typedef void function(void);
extern function *const __fini_array_start[], *const __fini_array_end[];

void (*boot_at_exit)(void);

#ifdef CONFIG_PLAT_LINUX
/* Bounds of the table: from the linker, if it isn't empty. */
#pragma weak __start_skiff_init
#pragma weak __stop_skiff_init
extern const struct init_entry __start_skiff_init[], __stop_skiff_init[];

void boot_init(void)
{
	for (unsigned int level = 0; level < INIT_LEVELS; level++)
		for (const struct init_entry *e = __start_skiff_init; e < __stop_skiff_init; e++)
			if (e->level == level)
				e->function();
}

#else
extern function *const __init_start[], *const __init_end[];

void boot_init(void)
{
	for (function *const *f = __init_start; f < __init_end; f++)
		(*f)();
}
#endif

/* Library `args` replaces this. */
__attribute__((weak)) int boot_args(char ***argv);
__attribute__((weak)) int boot_args(char ***argv)
{
	static char *none[] = {NULL};

	*argv = none;
	return 0;
}

#if __has_attribute(noipa) /* clang lacks it, but isn't used with link-time optimisation */
#define OVERRIDABLE __attribute__((weak, noipa))
#else
#define OVERRIDABLE __attribute__((weak))
#endif

/*
 * A C library that starts programs itself replaces this. `noipa`: the replacement isn't part of link-time optimisation, which
 * would inline this function instead.
 */
OVERRIDABLE int boot_main(int argc, char **argv);
OVERRIDABLE int boot_main(int argc, char **argv)
{
	return main(argc, argv);
}

_Noreturn void boot_exit(int status)
{
	if (boot_at_exit)
		boot_at_exit();
	for (function *const *f = __fini_array_end; f > __fini_array_start;)
		(*--f)();
	plat_exit(status);
}

_Noreturn void boot(void)
{
	char **argv;
	int argc;

#ifdef CONFIG_BOOT_STAMP
	__asm__("mrs %0, tpidrro_el0" : "=r"(machine.started));
#endif
	boot_init();
	argc = boot_args(&argv);
	exit(boot_main(argc, argv));
}
