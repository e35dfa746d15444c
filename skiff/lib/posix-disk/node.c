/* SPDX-License-Identifier: BSD-3-Clause */
/* Files and their names, and the life of the file system. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "inside.h"

static const struct vfs_ops disk_ops;

/* The place of a name in the table; DISK_FILES: it isn't there. */
static unsigned int find(const struct disk *d, const char *name, size_t length)
{
	for (unsigned int i = 0; i < DISK_FILES; i++) {
		const struct disk_name *n = &d->table.name[i];

		if (n->file != DISK_NO_FILE && n->length == length &&
		    memcmp(n->text, name, length) == 0)
			return i;
	}
	return DISK_FILES;
}

static int lookup(struct vfs_node *directory, const char *name, size_t length,
		  struct vfs_node **found)
{
	struct disk *d = disk_of(directory)->disk;
	unsigned int i = find(d, name, length);

	if (i == DISK_FILES)
		return -ENOENT;
	*found = vfs_hold(&d->file[d->table.name[i].file].node);
	return 0;
}

static int entry(struct vfs_node *directory, uint64_t *number, struct vfs_entry *e)
{
	struct disk *d = disk_of(directory)->disk;

	for (; *number < DISK_FILES; ++*number) {
		const struct disk_name *n = &d->table.name[*number];

		if (n->file == DISK_NO_FILE)
			continue;
		*e = (struct vfs_entry){n->text, n->length, d->file[n->file].node.inode,
					d->file[n->file].node.mode};
		++*number;
		return 1;
	}
	return 0;
}

static int link(struct vfs_node *directory, const char *name, size_t length, struct vfs_node *file)
{
	struct disk *d = disk_of(directory)->disk;
	unsigned int i = 0;

	if (d->device->read_only)
		return -EROFS;
	if (length > DISK_NAME_MAX)
		return -ENAMETOOLONG;
	while (i < DISK_FILES && d->table.name[i].file != DISK_NO_FILE)
		i++;
	if (i == DISK_FILES)
		return -ENOSPC;
	d->table.name[i] =
	    (struct disk_name){.file = (uint8_t)disk_of(file)->index, .length = (uint8_t)length};
	memcpy(d->table.name[i].text, name, length);
	d->changed = true;
	file->links++;
	vfs_touch(directory, true);
	vfs_touch(file, false);
	return 0;
}

/* Begin a file without references in a place of the table. */
static void begin(struct disk *d, unsigned int index, uint32_t mode)
{
	struct disk_node *n = &d->file[index];

	n->disk = d;
	n->index = index;
	n->node = (struct vfs_node){.ops = &disk_ops,
				    .parent = &n->node,
				    .inode = index + 2,
				    .mode = mode,
				    .device = d->root.node.device};
}

static int create(struct vfs_node *directory, const char *name, size_t length, uint32_t mode,
		  struct vfs_node **made)
{
	struct disk *d = disk_of(directory)->disk;
	unsigned int i = 0;
	int error;

	if ((mode & POSIX_S_TYPE) != POSIX_S_REGULAR)
		return -EPERM;
	while (i < DISK_FILES && d->table.file[i].mode)
		i++;
	if (i == DISK_FILES)
		return -ENOSPC;
	begin(d, i, mode);
	error = link(directory, name, length, &d->file[i].node);
	if (error)
		return error;
	vfs_touch(&d->file[i].node, true);
	d->file[i].node.accessed = d->file[i].node.modified;
	d->table.file[i] = (struct disk_file){
	    .mode = mode, .first = DISK_END, .modified = d->file[i].node.modified.seconds};
	*made = vfs_hold(&d->file[i].node);
	return 0;
}

static int remove_name(struct vfs_node *directory, const char *name, size_t length)
{
	struct disk *d = disk_of(directory)->disk;
	unsigned int i = find(d, name, length);
	struct vfs_node *file;

	if (d->device->read_only)
		return -EROFS;
	if (i == DISK_FILES)
		return -ENOENT;
	file = &d->file[d->table.name[i].file].node;
	d->table.name[i] = (struct disk_name){.file = DISK_NO_FILE};
	d->changed = true;
	file->links--;
	vfs_touch(directory, true);
	vfs_touch(file, false);
	vfs_drop(vfs_hold(file));
	return 0;
}

static void forget(struct disk_node *n)
{
	free(n->chunk);
	n->chunk = NULL;
	n->count = n->allocated = 0;
}

static void release(struct vfs_node *node)
{
	struct disk_node *n = disk_of(node);

	disk_shrink(n, 0);
	forget(n);
	n->disk->table.file[n->index] = (struct disk_file){0};
	n->disk->changed = true;
}

/* Permissions may have been set since. */
static int sync(struct vfs_node *node)
{
	struct disk *d = disk_of(node)->disk;
	int error;

	mutex_lock(&d->busy);
	for (unsigned int i = 0; i < DISK_FILES; i++) {
		struct disk_file *f = &d->table.file[i];

		if (f->mode && f->mode != d->file[i].node.mode) {
			f->mode = d->file[i].node.mode;
			d->changed = true;
		}
	}
	error = disk_sync(d);
	mutex_unlock(&d->busy);
	return error;
}

static const struct vfs_ops disk_ops = {
    .lookup = lookup,
    .entry = entry,
    .create = create,
    .link = link,
    .remove = remove_name,
    .read = disk_read,
    .write = disk_write,
    .truncate = disk_truncate,
    .sync = sync,
    .release = release,
};

/* Make the files of a table that was read; files without a name were open when the machine ended. */
static int fill(struct disk *d)
{
	for (unsigned int i = 0; i < DISK_FILES; i++) {
		struct disk_file *f = &d->table.file[i];
		int error;

		if (!f->mode)
			continue;
		begin(d, i, f->mode);
		d->file[i].node.size = f->size;
		d->file[i].node.modified.seconds = f->modified;
		d->file[i].node.changed = d->file[i].node.accessed = d->file[i].node.modified;
		for (unsigned int k = 0; k < DISK_FILES; k++)
			d->file[i].node.links += d->table.name[k].file == i;
		error = disk_chunks_find(&d->file[i]);
		if (error)
			return error;
		if (d->file[i].node.links == 0)
			release(&d->file[i].node);
	}
	return 0;
}

int disk_reload(struct disk *d)
{
	int error;

	for (unsigned int i = 0; i < DISK_FILES; i++)
		if (d->file[i].node.references > 0)
			return -EBUSY;
	for (unsigned int i = 0; i < DISK_FILES; i++)
		forget(&d->file[i]);
	disk_blocks_drop(d);
	memset(d->used, 0, sizeof(d->used));
	memset(d->kept, 0, sizeof(d->kept));
	d->unflushed = false;
	error = disk_table_read(d);
	if (!error)
		error = fill(d);
	if (!error && d->changed && !d->device->read_only)
		error = disk_sync(d);
	return error;
}

struct disk *disk_open(struct block *device, uint64_t bus, void (*wait)(void), int *error)
{
	struct disk *d = calloc(1, sizeof(*d));

	*error = -ENOMEM;
	if (!d)
		return NULL;
	d->device = device;
	d->bus = bus;
	d->wait = wait;
	mutex_init(&d->busy);
	list_init(&d->blocks);
	list_init(&d->dirty);
	d->root = (struct disk_node){
	    .disk = d,
	    .node = {.ops = &disk_ops, .inode = 1, .mode = POSIX_S_DIRECTORY | 0755, .links = 1}};
	*error = device->block_size > DISK_BLOCK || DISK_BLOCK % device->block_size
		     ? -ENOTSUP
		     : disk_reload(d);
	if (*error) {
		disk_blocks_drop(d);
		for (unsigned int i = 0; i < DISK_FILES; i++)
			forget(&d->file[i]);
		free(d);
		return NULL;
	}
	return d;
}

struct vfs_node *disk_root(struct disk *d)
{
	return &d->root.node;
}
