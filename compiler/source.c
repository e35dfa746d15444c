/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <libfdt.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "replace.h"
#include "source.h"

extern char **environ;

/* Runs a program of PATH from one file into another; returns whether it succeeded. */
static bool run(char **arguments, int in, int out)
{
	posix_spawn_file_actions_t files;
	pid_t child;
	int status, error;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	error = posix_spawnp(&child, arguments[0], &files, NULL, arguments, environ);
	posix_spawn_file_actions_destroy(&files);
	if (error) {
		fprintf(stderr, "bulkhead: %s: %s\n", arguments[0], strerror(error));
		return false;
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

/* Reads a whole file into memory. */
static bool take(int file, struct bytes *out)
{
	off_t size = lseek(file, 0, SEEK_END);

	if (size < 0)
		return false;
	*out = (struct bytes){host_allocate((size_t)size + 1), (size_t)size};
	for (size_t at = 0; at < out->size;) {
		ssize_t count = pread(file, out->data + at, out->size - at, (off_t)at);

		if (count <= 0)
			return false;
		at += (size_t)count;
	}
	return true;
}

/* Runs cpp from `source` to `plain`, and dtc from there to `blob`. Both files live in memory: nothing is left behind. */
static bool convert(const char *path, const struct source_options *options, int source, int plain,
		    int blob)
{
	LIST(char *) cpp = {0};

	for (const char *const *word =
		 (const char *const[]){"cpp", "-nostdinc", "-undef", "-D__DTS__", "-x",
				       "assembler-with-cpp", NULL};
	     *word; word++)
		*LIST_ADD(&cpp) = (char *)*word;
	for (size_t i = 0; i < options->include_count; i++)
		*LIST_ADD(&cpp) = host_format("-I%s", options->includes[i]);
	for (size_t i = 0; i < options->define_count; i++)
		*LIST_ADD(&cpp) = host_format("-D%s", options->defines[i]);
	/* A file name that begins with - must not be taken for an option. */
	*LIST_ADD(&cpp) = host_format("%s%s", path[0] == '-' ? "./" : "", path);
	*LIST_ADD(&cpp) = NULL;
	return run(cpp.items, source, plain) && !lseek(plain, 0, SEEK_SET) &&
	       run((char *[]){"dtc", "-q", "-I", "dts", "-O", "dtb", "-i", host_directory(path),
			      "-", NULL},
		   plain, blob);
}

/* Does the text have the word outside of strings? cpp has removed all comments. */
static bool has_directive(const char *text, const char *word)
{
	for (const char *c = text; *c; c++) {
		if (*c == '"')
			for (c++; *c && *c != '"'; c++)
				c += *c == '\\' && c[1];
		if (!*c)
			break;
		if (!strncmp(c, word, strlen(word)))
			return true;
	}
	return false;
}

/* Reports an overlay: dtc would take it for a tree, but it describes a change of another tree. */
static bool refuse_overlay(const char *path, int plain)
{
	struct bytes text;

	if (!take(plain, &text) || !has_directive((const char *)text.data, "/plugin/"))
		return true;
	fprintf(stderr, "%s: /plugin/: an overlay has no effect here, a whole tree is expected\n",
		path);
	return false;
}

bool source_load(const char *path, const struct source_options *options, struct bytes *tree)
{
	int source = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int plain = memfd_create("plain", MFD_CLOEXEC), blob = memfd_create("tree", MFD_CLOEXEC);
	struct stat status;
	bool ok = false;

	replace_protect(path);
	if (source < 0 || fstat(source, &status))
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
	else if (!S_ISREG(status.st_mode))
		fprintf(stderr, "%s: is no regular file\n", path);
	else if (plain < 0 || blob < 0)
		fprintf(stderr, "bulkhead: no room for a device tree: %s\n", strerror(errno));
	else
		ok = convert(path, options, source, plain, blob) && refuse_overlay(path, plain) &&
		     take(blob, tree) && tree->size >= sizeof(struct fdt_header) &&
		     !fdt_check_full(tree->data, tree->size);
	if (source >= 0)
		close(source);
	if (plain >= 0)
		close(plain);
	if (blob >= 0)
		close(blob);
	return ok;
}

bool source_print(struct bytes tree)
{
	int blob = memfd_create("tree", MFD_CLOEXEC);
	bool ok =
	    blob >= 0 && write(blob, tree.data, tree.size) == (ssize_t)tree.size &&
	    !lseek(blob, 0, SEEK_SET) &&
	    run((char *[]){"dtc", "-q", "-I", "dtb", "-O", "dts", "-", NULL}, blob, STDOUT_FILENO);

	if (blob >= 0)
		close(blob);
	return ok;
}
