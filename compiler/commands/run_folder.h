/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The private folder of a `bulkhead run`: QEMU's sockets, and a link to the image, by which other commands of the same
 * user find the system.
 */
#pragma once
#include <stdbool.h>

#define RUN_SOCKET_OWN	  "own" /* for `bulkhead run` itself */
#define RUN_SOCKET_OTHERS "qmp" /* for `bulkhead top` */

/* Makes it in $TMPDIR, or /tmp, for the image. Its path, or NULL after a message on stderr. */
char *run_folder_make(const char *image);
/* Removes it; NULL: nothing. */
void run_folder_remove(char *folder);
/* Of the only system of this user that runs: image and socket, to be freed. False after a message on stderr. */
bool run_folder_find(char **image, char **socket);
