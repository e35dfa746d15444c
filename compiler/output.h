/* SPDX-License-Identifier: BSD-3-Clause */
/* The system image: an ELF file with segments at physical addresses and the declarations. */
#pragma once
#include "core_image.h"

/*
 * Writes the image. It appears under its name only if it is complete and `verify` (NULL: no check), called with the temporary
 * file and the final name, returned 0. False: an error was reported.
 */
bool output_write(const char *path, const struct system *system, const struct core *core,
		  const struct bytes *manifest, int (*verify)(const char *file, const char *name));
