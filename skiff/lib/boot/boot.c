/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/config.h>
#include <skiff/init.h>
#include <skiff/plat.h>

/* Bounds of the table: from the linker, on linux only if it isn't empty. */
#ifdef CONFIG_PLAT_LINUX
#pragma weak __start_skiff_init
#pragma weak __stop_skiff_init
#endif
extern const struct init_entry __start_skiff_init[], __stop_skiff_init[];

/* Library `args` has a better one. */
__attribute__((weak)) int boot_args(char ***argv);
__attribute__((weak)) int boot_args(char ***argv)
{
	static char *none[] = {NULL};

	*argv = none;
	return 0;
}

/* A C library that starts programs itself has its own. */
__attribute__((weak)) int boot_main(int argc, char **argv);
__attribute__((weak)) int boot_main(int argc, char **argv)
{
	return main(argc, argv);
}

void boot_init(void)
{
	for (unsigned int level = 0; level < INIT_LEVELS; level++)
		for (const struct init_entry *e = __start_skiff_init; e < __stop_skiff_init; e++)
			if (e->level == level)
				e->function();
}

_Noreturn void boot(void)
{
	char **argv;
	int argc;

#ifdef CONFIG_BOOT_STAMP
	__asm__("mrs %0, tpidr_el0" : "=r"(machine.started));
#endif
	boot_init();
	argc = boot_args(&argv);
	plat_exit(boot_main(argc, argv));
}
