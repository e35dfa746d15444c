/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `posix-file`. */
#pragma once
#include <stdbool.h>
#include <skiff/posix/file.h>

/** An entry of the table. */
struct descriptor {
	struct file *file;  /* NULL: free */
	bool close_on_exec; /* kept for F_GETFD: there is no exec */
};
extern struct descriptor descriptors[];

/** Give a file the lowest free descriptor that is at least `lowest`. @return the descriptor, -EINVAL, -EMFILE */
int descriptor_place(struct file *file, int lowest, bool close_on_exec);
