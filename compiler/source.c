/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <libfdt.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "source.h"

extern char **environ;

/* Runs a program of PATH and waits; its success. */
static bool run(char **arguments)
{
	pid_t child;
	int status, error = posix_spawnp(&child, arguments[0], NULL, NULL, arguments, environ);

	if (error) {
		fprintf(stderr, "bulkhead: %s: %s\n", arguments[0], strerror(error));
		return false;
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

bool source_load(const char *path, const struct source_options *options, struct bytes *tree)
{
	char directory[] = "/tmp/bulkhead-XXXXXX";
	LIST(char *) cpp = {0};
	char *plain, *blob;
	bool ok;

	if (!host_exists(path)) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return false;
	}
	if (!mkdtemp(directory)) {
		fprintf(stderr, "bulkhead: %s: %s\n", directory, strerror(errno));
		return false;
	}
	plain = host_format("%s/plain.dts", directory);
	blob = host_format("%s/tree.dtb", directory);
	for (const char *const *word =
		 (const char *const[]){"cpp", "-nostdinc", "-undef", "-D__DTS__", "-x",
				       "assembler-with-cpp", NULL};
	     *word; word++)
		*LIST_ADD(&cpp) = (char *)*word;
	for (size_t i = 0; i < options->include_count; i++)
		*LIST_ADD(&cpp) = host_format("-I%s", options->includes[i]);
	for (size_t i = 0; i < options->define_count; i++)
		*LIST_ADD(&cpp) = host_format("-D%s", options->defines[i]);
	*LIST_ADD(&cpp) = (char *)path;
	*LIST_ADD(&cpp) = (char *)"-o";
	*LIST_ADD(&cpp) = plain;
	*LIST_ADD(&cpp) = NULL;
	ok = run(cpp.items) &&
	     run((char *[]){"dtc", "-q", "-I", "dts", "-O", "dtb", "-i", host_directory(path), "-o",
			    blob, plain, NULL}) &&
	     host_read_file(blob, tree) && tree->size >= sizeof(struct fdt_header) &&
	     !fdt_check_full(tree->data, tree->size);
	unlink(plain);
	unlink(blob);
	rmdir(directory);
	return ok;
}
