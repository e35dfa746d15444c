/* SPDX-License-Identifier: BSD-3-Clause */
/* Compiles a description for a command that works on images. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "compile.h"
#include "host.h"
#include "replace.h"
#include "tools.h"

bool is_description(const char *path)
{
	size_t length = strlen(path);

	return length > 4 && !strcmp(path + length - 4, ".dts");
}

const char *compile_aside(const char *description, const char *const *defines, size_t define_count,
			  const char *const *includes, size_t include_count)
{
	static char path[64];
	struct compile_options options = {.description = description,
					  .output = path,
					  .defines = defines,
					  .define_count = define_count,
					  .includes = includes,
					  .include_count = include_count};
	int file;
	bool good;

	strcpy(path, "/tmp/bulkhead-image-XXXXXX");
	file = temporary_make(path);
	if (file < 0) {
		fprintf(stderr, "bulkhead: %s: %s\n", path, strerror(errno));
		return NULL;
	}
	close(file);
	good = compile_system(&options);
	host_release();
	if (!good)
		temporary_done(path, true);
	return good ? path : NULL;
}
