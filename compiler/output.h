/* SPDX-License-Identifier: BSD-3-Clause */
/* The system image: an ELF file with segments at physical addresses and the declarations. */
#pragma once
#include "core_image.h"

/*
 * Writes the image. It appears under its name only when all of it is written and `verify` (NULL: nobody),
 * called with the file and the name it will have, returned 0. False: an error was reported.
 */
bool output_write(const char *path, const struct system *system, const struct core *core,
		  const struct bytes *manifest, int (*verify)(const char *file, const char *name));
