/* SPDX-License-Identifier: BSD-3-Clause */
/* Files, directories and links in memory, and their names. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/config.h>
#include <skiff/init.h>
#include <skiff/posix/ram.h>
#include <skiff/posix/time.h>
#include "ram.h"

static const struct vfs_ops ram_ops;

static struct ram_name *find(struct vfs_node *directory, const char *name, size_t length)
{
	list_each(node, &ram_of(directory)->names)
	{
		struct ram_name *n = container_of(node, struct ram_name, node);

		if (n->length == length && memcmp(n->text, name, length) == 0)
			return n;
	}
	return NULL;
}

static int lookup(struct vfs_node *directory, const char *name, size_t length,
		  struct vfs_node **found)
{
	struct ram_name *n = find(directory, name, length);

	if (!n)
		return -ENOENT;
	*found = vfs_hold(n->file);
	return 0;
}

static int entry(struct vfs_node *directory, uint64_t *number, struct vfs_entry *e)
{
	list_each(node, &ram_of(directory)->names)
	{
		const struct ram_name *n = container_of(node, struct ram_name, node);

		if (n->number > *number) {
			*e = (struct vfs_entry){n->text, n->length, n->file->inode, n->file->mode};
			*number = n->number;
			return 1;
		}
	}
	return 0;
}

static int link(struct vfs_node *directory, const char *name, size_t length, struct vfs_node *file)
{
	struct ram_node *d = ram_of(directory);
	struct ram_name *n;

	if (directory->links == 0)
		return -ENOENT; /* the directory was removed */
	n = malloc(sizeof(*n) + length);
	if (!n)
		return -ENOSPC;
	n->file = file;
	n->number = ++d->number;
	n->length = length;
	memcpy(n->text, name, length);
	list_append(&d->names, &n->node);
	file->links++;
	if ((file->mode & POSIX_S_TYPE) == POSIX_S_DIRECTORY)
		file->parent = directory;
	vfs_touch(directory, true);
	vfs_touch(file, false);
	return 0;
}

static struct ram_node *new_node(uint32_t mode)
{
	static uint64_t inodes;
	struct ram_node *ram = calloc(1, sizeof(*ram));

	if (!ram)
		return NULL;
	ram->node.ops = &ram_ops;
	ram->node.inode = ++inodes;
	ram->node.mode = mode;
	list_init(&ram->names);
	list_init(&ram->runs);
	vfs_touch(&ram->node, true);
	ram->node.accessed = ram->node.modified;
	return ram;
}

static int create(struct vfs_node *directory, const char *name, size_t length, uint32_t mode,
		  struct vfs_node **made)
{
	struct ram_node *ram = new_node(mode);
	int error;

	if (!ram)
		return -ENOSPC;
	ram->node.device = directory->device;
	error = link(directory, name, length, &ram->node);
	if (error) {
		free(ram);
		return error;
	}
	*made = vfs_hold(&ram->node);
	return 0;
}

static int remove_name(struct vfs_node *directory, const char *name, size_t length)
{
	struct ram_name *n = find(directory, name, length);
	struct vfs_node *file;

	if (!n)
		return -ENOENT;
	file = n->file;
	list_remove(&n->node);
	free(n);
	file->links--;
	/* The file's former directory may be freed before the file. */
	if (file->links == 0)
		file->parent = file;
	vfs_touch(directory, true);
	vfs_touch(file, false);
	vfs_drop(vfs_hold(file));
	return 0;
}

static const char *target(struct vfs_node *node)
{
	return ram_of(node)->target;
}

static int set_target(struct vfs_node *node, const char *to)
{
	ram_of(node)->target = strdup(to);
	if (!ram_of(node)->target)
		return -ENOSPC;
	node->size = (int64_t)strlen(to);
	return 0;
}

static void release(struct vfs_node *node)
{
	struct ram_node *ram = ram_of(node);

	ram_free(ram);
	free(ram->target);
	free(ram);
}

static const struct vfs_ops ram_ops = {
    .lookup = lookup,
    .entry = entry,
    .create = create,
    .link = link,
    .remove = remove_name,
    .read = ram_read,
    .write = ram_write,
    .truncate = ram_truncate,
    .map = ram_map,
    .target = target,
    .set_target = set_target,
    .release = release,
};

struct vfs_node *ram_create(void)
{
	struct ram_node *ram = new_node(POSIX_S_DIRECTORY | 0755);

	if (!ram)
		return NULL;
	ram->node.links = 1;
	return &ram->node;
}

static void ram_init(void)
{
	struct vfs_node *root = ram_create();

	if (!root || vfs_mount(CONFIG_POSIX_RAM_PATH, root) != 0)
		return;
	/* The place for programs' temporary files. */
	if (strcmp(CONFIG_POSIX_RAM_PATH, "/") == 0)
		sys_mkdirat(POSIX_AT_FDCWD, "/tmp", 01777);
}
/* The root is mounted before other file systems. */
#ifdef CONFIG_POSIX_RAM_ROOT
INIT(INIT_SCHED, ram_init);
#else
INIT(INIT_DEVICE, ram_init);
#endif
