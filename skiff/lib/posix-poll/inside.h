/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `posix-poll`. */
#pragma once
#include <skiff/posix/file.h>
#include <skiff/posix/poll.h>
#include <skiff/posix/block.h>

/** The events that a file is ready for; one without `poll` is always ready to read and write.
 * @param watchers  set to its list of watchers; NULL: the file never changes */
unsigned int poll_events(struct file *file, struct list **watchers);

/** Have a watcher told of a file's changes. */
void watcher_add(struct list *watchers, struct watcher *watcher);
/** End watcher_add(); does nothing for a watcher that wasn't added. */
void watcher_remove(struct watcher *watcher);

/** Wait, like poll, until one of the files is ready, at most `ns` nanoseconds (UINT64_MAX: for
 * ever), with the signals of `mask` blocked, if that isn't NULL.
 * @return how many are ready, -EINTR or -ENOMEM */
int64_t poll_files(struct posix_poll *files, size_t count, uint64_t ns, const uint64_t *mask);
