/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The private folder of a `bulkhead run`: QEMU's sockets, and a link to the image, by which other commands of the same
 * user find the system.
 */
#pragma once
#include <stdbool.h>

#define RUN_SOCKET_OWN	  "own" /* for `bulkhead run` itself */
#define RUN_SOCKET_OTHERS "qmp" /* for `bulkhead top` */

/* Makes the folder for an image, in $TMPDIR or /tmp. Returns its path, or NULL after a message on stderr. */
char *run_folder_make(const char *image);
/* Removes the folder; does nothing for NULL. */
void run_folder_remove(char *folder);
/*
 * Finds the only running system of this user: its image and socket, to be freed by the caller. False after a message on
 * stderr.
 */
bool run_folder_find(char **image, char **socket);
