/* SPDX-License-Identifier: BSD-3-Clause */
/* `bulkhead init DIR`: a new system's directory with a commented description that runs. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "command.h"
#include "host.h"
#include "replace.h"
#include "tools.h"

static const char description[] =
    "/* SPDX-License-Identifier: BSD-3-Clause */\n"
    "/*\n"
    " * A Bulkhead system. docs/system-description.md explains every property; run it with\n"
    " *   bulkhead run %1$s.dts\n"
    " * and see what it means with\n"
    " *   bulkhead report %1$s.dts -o %1$s.html\n"
    " */\n"
    "/dts-v1/;\n"
    "\n"
    "/ {\n"
    "	compatible = \"bulkhead,system\";\n"
    "	model = \"%1$s\";\n"
    "	/* The machine: a folder of boards/. This one is QEMU's `virt' with a GICv3. */\n"
    "	board = \"qemu-virt-gicv3\";\n"
    "	cpus = <1>;\n"
    "	memory-size = <0x40000000>;\n"
    "	/* The core's trace, per core: bulkhead run --trace FILE shows it. */\n"
    "	trace-entries = <1024>;\n"
    "\n"
    "	vms {\n"
    "		/* A unikernel made of Skiff. Its image is looked for in the build directory,\n"
    "		 * then beside this file. */\n"
    "		hello {\n"
    "			image = \"apps/hello.elf\";\n"
    "			memory = <0x20000>;\n"
    "			/* Which physical core; 0 (lowest) to 63. */\n"
    "			cpus = <0>;\n"
    "			priority = <10>;\n"
    "			/* At most 2 ms in each 10 ms, whoever else wants the core:\n"
    "			 * budget-us = <2000>;\n"
    "			 * period-us = <10000>; */\n"
    "		};\n"
    "		/* A stock Debian kernel beside it would be:\n"
    "		 * linux {\n"
    "		 *	memory = <0x8000000>;\n"
    "		 *	cpus = <0>;\n"
    "		 *	linux {\n"
    "		 *		kernel = \"guests/linux/Image\";\n"
    "		 *		initrd = \"guests/initramfs.cpio\";\n"
    "		 *		bootargs = \"console=ttyAMA0\";\n"
    "		 *	};\n"
    "		 * }; (with routes to a console extension: see systems/linux-pair.dts) */\n"
    "	};\n"
    "};\n";

static const char makefile[] =
    "# `make run' boots the system, `make report' shows what it means. BULKHEAD: the host tool.\n"
    "BULKHEAD ?= bulkhead\n"
    "\n"
    "run:\n"
    "	$(BULKHEAD) run %1$s.dts\n"
    "image:\n"
    "	$(BULKHEAD) compile %1$s.dts -o %1$s.elf --map\n"
    "report:\n"
    "	$(BULKHEAD) report %1$s.dts -o %1$s.html\n"
    ".PHONY: run image report\n";

/* Writes a text with the system's name in it to a file that gets its name only in the end. NULL, or what is wrong. */
static const char *write_text(struct replace *file, const char *path, const char *text,
			      const char *name)
{
	const char *wrong;

	if (!access(path, F_OK)) /* never over somebody's work */
		return strerror(EEXIST);
	wrong = replace_begin(file, path, false);
	if (wrong)
		return wrong;
	fprintf(file->file, text, name); /* replace_close() sees what fails */
	return replace_close(file);
}

/* Both files appear, or neither. */
static int write_files(const char *folder, const char *name)
{
	const struct {
		const char *file, *text;
	} files[] = {{host_format("%s.dts", name), description}, {"Makefile", makefile}};
	struct replace replaced[COUNT_OF(files)] = {0};
	const char *wrong = NULL, *path = NULL;

	for (size_t i = 0; i < COUNT_OF(files) && !wrong; i++) {
		path = host_format("%s/%s", folder, files[i].file);
		wrong = write_text(&replaced[i], path, files[i].text, name);
	}
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		const char *why = replace_end(&replaced[i], !wrong);

		wrong = wrong ? wrong : why;
	}
	if (wrong)
		fprintf(stderr, "bulkhead: %s: %s\n", path, wrong);
	return wrong ? 1 : 0;
}

int init_main(int argc, char **argv)
{
	const char *slash, *name;
	size_t length;
	bool made;

	if (argc != 2 || argv[1][0] == '-')
		return COMMAND_USAGE;
	length = strlen(argv[1]);
	while (length > 1 && argv[1][length - 1] == '/')
		argv[1][--length] = 0;
	slash = strrchr(argv[1], '/');
	name = slash ? slash + 1 : argv[1];
	if (!*name ||
	    strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") !=
		strlen(name)) {
		fprintf(stderr, "bulkhead: %s: letters, digits, - and _ are expected in the name\n",
			name);
		return 1;
	}
	made = !mkdir(argv[1], 0777);
	if (!made && errno != EEXIST) {
		fprintf(stderr, "bulkhead: %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	if (write_files(argv[1], name)) {
		if (made)
			rmdir(argv[1]);
		host_release();
		return 1;
	}
	host_release();
	printf("%s/%s.dts is yours. Next: bulkhead run %s/%s.dts\n", argv[1], name, argv[1], name);
	return 0;
}
