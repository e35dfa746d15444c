/* SPDX-License-Identifier: BSD-3-Clause */
/* Device files; their numbers are Linux's (Documentation/admin-guide/devices.txt). */
#include <errno.h>
#include <string.h>
#include <skiff/config.h>
#include <skiff/init.h>
#include <skiff/posix/terminal.h>
#include <skiff/posix/vfs.h>
#ifdef CONFIG_LIB_ENTROPY
#include <skiff/entropy.h>
#endif
#ifdef CONFIG_POSIX_SHM
#include <skiff/posix/ram.h>
#endif

#define NUMBER(major, minor) ((uint64_t)(major) << 8 | (minor))

/* A file of /dev. */
struct device {
	struct vfs_node node;
	const char *name;
	const struct file_ops *ops;
};

static int64_t no_bytes(struct file *f, void *to, size_t size, int64_t at)
{
	(void)f, (void)to, (void)size, (void)at;
	return 0;
}

static int64_t zeros(struct file *f, void *to, size_t size, int64_t at)
{
	(void)f, (void)at;
	memset(to, 0, size);
	return (int64_t)size;
}

static int64_t swallow(struct file *f, const void *from, size_t size, int64_t at)
{
	(void)f, (void)from, (void)at;
	return (int64_t)size;
}

static int64_t no_space(struct file *f, const void *from, size_t size, int64_t at)
{
	(void)f, (void)from, (void)size, (void)at;
	return -ENOSPC;
}

static int device_stat(struct file *f, struct posix_stat *to)
{
	vfs_stat(f->object, to);
	return 0;
}

static const struct file_ops null_ops = {.read = no_bytes, .write = swallow, .stat = device_stat};
static const struct file_ops zero_ops = {.read = zeros, .write = swallow, .stat = device_stat};
static const struct file_ops full_ops = {.read = zeros, .write = no_space, .stat = device_stat};

#ifdef CONFIG_LIB_ENTROPY
static int64_t random_bytes(struct file *f, void *to, size_t size, int64_t at)
{
	(void)f, (void)at;
	entropy_get(to, size);
	return (int64_t)size;
}
static const struct file_ops random_ops = {
    .read = random_bytes, .write = swallow, .stat = device_stat};
#endif

static const struct vfs_ops device_vfs;

#define DEVICE(text, operations, major, minor)             \
	{                                                  \
		.node = {.ops = &device_vfs,               \
			 .mode = POSIX_S_CHARACTER | 0666, \
			 .links = 1,                       \
			 .special = NUMBER(major, minor)}, \
		.name = (text), .ops = &(operations)       \
	}

static struct device devices[] = {
    DEVICE("null", null_ops, 1, 3),	   DEVICE("zero", zero_ops, 1, 5),
    DEVICE("full", full_ops, 1, 7),	   DEVICE("tty", terminal_ops, 5, 0),
    DEVICE("console", terminal_ops, 5, 1),
#ifdef CONFIG_LIB_ENTROPY
    DEVICE("random", random_ops, 1, 8),	   DEVICE("urandom", random_ops, 1, 9),
#endif
};
#define DEVICES (sizeof(devices) / sizeof(devices[0]))

static struct vfs_node root = {
    .ops = &device_vfs, .inode = 1, .mode = POSIX_S_DIRECTORY | 0755, .links = 1};

static int lookup(struct vfs_node *directory, const char *name, size_t length,
		  struct vfs_node **found)
{
	for (size_t i = 0; i < DEVICES; i++)
		if (strlen(devices[i].name) == length &&
		    memcmp(devices[i].name, name, length) == 0) {
			devices[i].node.device = directory->device;
			*found = vfs_hold(&devices[i].node);
			return 0;
		}
	return -ENOENT;
}

static int entry(struct vfs_node *directory, uint64_t *number, struct vfs_entry *e)
{
	const struct device *d = &devices[*number];

	(void)directory;
	if (*number >= DEVICES)
		return 0;
	*e = (struct vfs_entry){d->name, strlen(d->name), d->node.inode, d->node.mode};
	++*number;
	return 1;
}

static const struct file_ops *operations(struct vfs_node *node)
{
	return container_of(node, struct device, node)->ops;
}

static const struct vfs_ops device_vfs = {.lookup = lookup, .entry = entry, .device = operations};

static void device_init(void)
{
#ifdef CONFIG_POSIX_SHM
	struct vfs_node *shm;
#endif

	for (size_t i = 0; i < DEVICES; i++)
		devices[i].node.inode = i + 2;
	vfs_mount("/dev", &root);
#ifdef CONFIG_POSIX_SHM
	/* C libraries keep named semaphores and shared memory here. */
	shm = ram_create();
	if (shm)
		vfs_mount("/dev/shm", shm);
#endif
}
INIT(INIT_SERVICE, device_init);
