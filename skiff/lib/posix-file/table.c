/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptors: from small numbers to open files. */
#include <errno.h>
#include <stdlib.h>
#include <skiff/config.h>
#include <skiff/posix/file.h>
#include "table.h"

struct descriptor descriptors[CONFIG_POSIX_DESCRIPTORS];

struct file *file_of(int fd)
{
	if ((unsigned int)fd >= CONFIG_POSIX_DESCRIPTORS)
		return NULL;
	return descriptors[fd].file;
}

void file_drop(struct file *file)
{
	if (--file->references > 0)
		return;
	file_changed(&file->ending);
	if (file->ops->close)
		file->ops->close(file);
	free(file);
}

void file_changed(struct list *watchers)
{
	struct list *next;

	/* A watcher may take itself out of the list. */
	for (struct list *node = watchers->next; node != watchers; node = next) {
		struct watcher *w = container_of(node, struct watcher, node);

		next = node->next;
		w->changed(w);
	}
}

int descriptor_place(struct file *file, int lowest, bool close_on_exec)
{
	if (lowest < 0 || lowest >= CONFIG_POSIX_DESCRIPTORS)
		return -EINVAL;
	for (int fd = lowest; fd < CONFIG_POSIX_DESCRIPTORS; fd++)
		if (!descriptors[fd].file) {
			descriptors[fd] = (struct descriptor){file, close_on_exec};
			return fd;
		}
	return -EMFILE;
}

int file_open(const struct file_ops *ops, void *object, unsigned int flags)
{
	struct file *file = malloc(sizeof(*file));
	int fd;

	if (!file)
		return -ENOMEM;
	*file = (struct file){
	    .ops = ops, .object = object, .flags = flags & ~POSIX_O_CLOEXEC, .references = 1};
	list_init(&file->ending);
	fd = descriptor_place(file, 0, flags & POSIX_O_CLOEXEC);
	if (fd < 0)
		free(file);
	return fd;
}

int64_t sys_close(int fd)
{
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	descriptors[fd].file = NULL;
	file_drop(file);
	return 0;
}

int64_t sys_dup(int fd)
{
	struct file *file = file_of(fd);
	int copy;

	if (!file)
		return -EBADF;
	copy = descriptor_place(file, 0, false);
	if (copy >= 0)
		file_hold(file);
	return copy;
}

int64_t sys_dup3(int fd, int to, unsigned int flags)
{
	struct file *file = file_of(fd);

	if (!file || (unsigned int)to >= CONFIG_POSIX_DESCRIPTORS)
		return -EBADF;
	if (fd == to || (flags & ~POSIX_O_CLOEXEC))
		return -EINVAL;
	file_hold(file);
	sys_close(to);
	descriptors[to] = (struct descriptor){file, flags & POSIX_O_CLOEXEC};
	return to;
}
