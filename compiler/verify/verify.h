/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The verifier: proves from the bits of a final image what docs/verification.md promises, or reports the violations. It shares
 * only the headers of abi/ with the compiler.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include "findings.h"
#include "system.h"

enum verify_format { VERIFY_TEXT, VERIFY_QUIET, VERIFY_JSON };

/*
 * Verifies `size` bytes at `data` into *system and *findings, both zeroed by the caller, who frees
 * them with system_free() and findings_free(). `data` must stay as long as *system. Returns true if
 * the system could be read, so that *system may be used for more than freeing.
 */
bool verify_bytes(const void *data, size_t size, struct system *system, struct findings *findings);

/* Verifies the file `path` and prints the outcome to `out`; VERIFY_QUIET prints violations only. `core`: SHA-256 of
 * the core that is expected, in hexadecimal; NULL: the declared one alone.
 * Returns 0: all properties hold; 1: violations, or the file can't be read (message on stderr). */
int verify_file(const char *path, const char *name, const char *core, enum verify_format format,
		FILE *out);

/* `bulkhead verify [--json | --quiet] [--core HASH] IMAGE`: exit status, -1: the arguments make no sense. */
int verify_main(int argc, char **argv);

/* Is the path that of a description, which is no image? Then a message on stderr names the command to compile it. */
bool file_is_description(const char *path);

/* Maps the file `path`, read-only. NULL after a message on stderr. */
const void *file_map(const char *path, size_t *size);
void file_unmap(const void *data, size_t size);
