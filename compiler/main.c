/* SPDX-License-Identifier: BSD-3-Clause */
/* The host tool `bulkhead`: one row a command. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "command.h"
#include "commands/tools.h"
#include "compile.h"
#include "host.h"

#define PREPROCESSOR                                               \
	"  -D NAME=VALUE     for the description's preprocessor\n" \
	"  -I DIR            likewise, where included files are\n"

/* docs/bulkhead.1 and tools/bulkhead.bash-completion repeat this; compiler/test/usage.sh compares them. */
static const struct command commands[] = {
    {"compile", "[OPTIONS] SYSTEM.dts -o IMAGE", "make a bootable image of a system description",
     "  -o, --output IMAGE  where it goes; without it, the description is only checked\n"
     "  --expand          print the long form of the description, and compile nothing\n"
     "  --map             print the physical layout\n" PREPROCESSOR
     "  --core FILE       the core instead of BUILD/core/core.elf\n"
     "  --loader FILE     the loader stub instead of BUILD/guests/loader.bin\n"
     "  --boards DIR      the boards instead of BUILD/../boards\n"
     "  --build DIR       what `make' built, BUILD; default: where this tool lies\n"
     "  --no-verify       write the image although the verifier might object\n",
     compile_main},
    {"verify", "[--json | --quiet] [--core HASH] IMAGE",
     "prove from an image's bits that its compartments are tight",
     "  --json            the outcome as JSON\n"
     "  --quiet           violations only\n"
     "  --core HASH       the core must be this build (SHA-256)\n",
     verify_main},
    {"run", "[OPTIONS] SYSTEM.dts|IMAGE [-- QEMU-ARGUMENTS]",
     "compile, verify and start a system on QEMU",
     PREPROCESSOR
     "  -o, --output IMAGE  where the compiled image goes; default: BUILD/run/NAME-HASH.elf\n"
     "  --cpu MODEL       another CPU model than the board's\n"
     "  --disk FILE       a virtio disk of the machine, raw: the first is /virtio_mmio@a003e00\n"
     "  --net HOW         a virtio network device, the first /virtio_mmio@a002e00: user, or what "
     "QEMU's -netdev "
     "takes\n"
     "  --display         the machine has a screen, /virtio_mmio@a001e00, in a window\n"
     "  --screenshot FILE  it has that screen; at the end, write a picture of it (PNG or PPM)\n"
     "  --gdb             wait for gdb at localhost:1234, or another free port, before the first "
     "instruction\n"
     "  --monitor         QEMU's monitor beside the console (Ctrl-A C switches)\n"
     "  --trace FILE      at the end, write the core's trace as Chrome/Perfetto JSON\n"
     "  --timeout SECONDS  end the machine after this time, with status 124\n"
     "  --json FILE       at the end, write what became of each VM, and what the core has counted\n"
     "  --no-verify       run although the verifier objects\n"
     "  --print           only print QEMU's command line\n"
     "Status: 0 all VMs have ended, 3 one crashed and stays stopped, 4 the program of one ended "
     "with\n"
     "a status other than 0, 124 timeout, 128 + N signal N.\n"
     "SECURE_WORLD=FILE in the environment: firmware for boards with a secure world.\n",
     run_main},
    {"top", "[--interval SECONDS] [--count N | --once] [--qmp SOCKET IMAGE]",
     "load of a system that QEMU runs, and why its guests exit to the core",
     "  --interval SECONDS  between tables; default: 2\n"
     "  --count N         end after N tables; the first one covers the time since the start\n"
     "  --once            the first table alone\n"
     "  --qmp SOCKET      of the QEMU that runs IMAGE (-qmp unix:SOCKET,server=on,wait=off); "
     "without "
     "it,\n"
     "                    the system of your `bulkhead run'\n",
     top_main},
    {"trace", "IMAGE [--dump FILE | --qmp SOCKET] [-o TRACE.json] [--hz N]",
     "the core's trace for Perfetto, and a summary",
     "  --dump FILE       the rings as saved by `bulkhead trace' or QEMU's pmemsave\n"
     "  --qmp SOCKET      fetch them from a running QEMU (-qmp unix:SOCKET,server=on,wait=off)\n"
     "  -o, --output FILE  where the JSON goes, - for the standard output (default)\n"
     "  --hz N            frequency of the generic timer (62500000: QEMU)\n"
     "Without --dump and --qmp, prints where the rings are. Open the JSON in ui.perfetto.dev or "
     "chrome://tracing.\n",
     trace_main},
    {"report", "[OPTIONS] SYSTEM.dts|IMAGE",
     "what each VM must trust, and what is lost when one falls",
     "  --html            a self-contained page (default)\n"
     "  --text            text\n"
     "  --json            JSON\n"
     "  -o, --output FILE  where it goes; default: the standard output\n" PREPROCESSOR,
     report_main},
    {"image", "[--fit] -o FILE IMAGE",
     "a system as an arm64 boot image, for U-Boot's booti and other loaders",
     "  -o, --output FILE  where it goes\n"
     "  --fit              in a flattened image tree, for U-Boot's bootm\n",
     image_main},
    {"disk", "-o FILE NAME=SIZE[:DIRECTORY]...",
     "an image of a disk with partitions and file systems",
     "  -o, --output FILE  where it goes\n"
     "SIZE has K, M or G; a partition with a DIRECTORY gets an ext4 file system of what is in "
     "it.\n",
     disk_main},
    {"init", "[--template NAME] DIRECTORY | --list", "a new system that runs",
     "  --template NAME   the template; default: hello\n"
     "  --list            the templates\n",
     init_main},
    {"explain", "[CODE...]", "cause and cure of a violation; without a code, the list of all", "",
     explain_main},
    {"version", "", "version of the tool and of its formats", "", version_main},
};

#define STATUS_USAGE 2

static int verify_image_quiet(const char *file, const char *name)
{
	return verify_image(file, name, 1);
}

static void usage(FILE *out)
{
	fprintf(out,
		"usage: bulkhead COMMAND ... (bulkhead COMMAND --help: more about one command)\n");
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		fprintf(out, "  %-8s %s\n           %s\n", commands[i].name, commands[i].help,
			commands[i].arguments);
}

static void help(const struct command *command, FILE *out)
{
	fprintf(out, "usage: bulkhead %s %s\n%s (man bulkhead, docs/bulkhead.1)\n%s", command->name,
		command->arguments, command->help, command->options);
}

/* `bulkhead COMMAND ... --help ...` or `bulkhead help COMMAND`; arguments behind -- are for other programs. */
static bool wants_help(int argc, char **argv, const struct command *command)
{
	if (!strcmp(argv[1], "help"))
		return argc > 2 && !strcmp(argv[2], command->name);
	for (int i = 2; !strcmp(argv[1], command->name) && i < argc && strcmp(argv[i], "--"); i++)
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return true;
	return false;
}

/* The exit status: a command whose output couldn't be written has failed. */
static int output_status(int status)
{
	errno = 0;
	if (status || (!fflush(stdout) && !ferror(stdout)))
		return status;
	fprintf(stderr, "bulkhead: output: %s\n", strerror(errno ? errno : EIO));
	return 1;
}

static int run(const struct command *command, int argc, char **argv)
{
	int status = command->run(argc, argv);

	if (status != COMMAND_USAGE)
		return output_status(status);
	help(command, stderr);
	return STATUS_USAGE;
}

static int no_such(const char *command)
{
	fprintf(stderr, "bulkhead: there is no command `%s'; `bulkhead help' lists them\n",
		command);
	return STATUS_USAGE;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		usage(stderr);
		return STATUS_USAGE;
	}
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (wants_help(argc, argv, &commands[i])) {
			help(&commands[i], stdout);
			return output_status(0);
		}
	if (!strcmp(argv[1], "help") && argc > 2)
		return no_such(argv[2]);
	if (!strcmp(argv[1], "help") || !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		usage(stdout);
		return output_status(0);
	}
	if (!strcmp(argv[1], "--version"))
		argv[1] = "version";
	compile_verify = verify_image_quiet;
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (!strcmp(commands[i].name, argv[1]))
			return run(&commands[i], argc - 1, argv + 1);
	return no_such(argv[1]);
}
