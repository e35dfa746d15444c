/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A cpio archive of format newc (Linux's Documentation/driver-api/early-userspace/
 * buffer-format.rst) as a file system: one node per entry; names and contents stay in the archive.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/posix/archive.h>
#include <skiff/posix/vfs.h>

#define MAGIC	    "070701"
#define MAGIC_SIZE  6
#define DIGITS	    8 /* hexadecimal digits of each field */
#define HEADER_SIZE 110
#define TRAILER	    "TRAILER!!!"

/* Fields of a header, in their order. */
enum { INODE, MODE, USER, GROUP, LINKS, TIME, SIZE, MAJOR, MINOR, RMAJOR, RMINOR, NAME_SIZE };

/* An entry of the archive. */
struct archive_node {
	struct vfs_node node;
	struct archive_node *next;	     /* with the same parent */
	struct archive_node *first, **place; /* children of a directory, and where the next goes */
	const char *name;		     /* last part of its path */
	size_t length;
	const char *content;
	char *target; /* target of a link, copied to add a final 0 */
	uint64_t number;
};

/* The state of reading the archive. */
struct reader {
	const char *at, *end;
	uint32_t field[NAME_SIZE + 1];
	const char *path, *content;
	size_t path_length;
};

static const struct vfs_ops archive_ops;

static struct archive_node *archive_of(struct vfs_node *node)
{
	return (struct archive_node *)node; /* `node` is its first member */
}

static int hexadecimal(const char *text, uint32_t *value)
{
	*value = 0;
	for (int i = 0; i < DIGITS; i++) {
		const char *digits = "0123456789abcdef0123456789ABCDEF";
		const char *d = text[i] ? strchr(digits, text[i]) : NULL;

		if (!d)
			return -EINVAL;
		*value = *value << 4 | (uint32_t)((d - digits) & 15);
	}
	return 0;
}

static size_t padded(size_t n)
{
	return (n + 3) & ~(size_t)3;
}

/* Read the next entry. @return 1; 0: the end; -EINVAL: damaged */
static int read_entry(struct reader *r)
{
	size_t left = (size_t)(r->end - r->at), head, size;

	if (left < HEADER_SIZE || memcmp(r->at, MAGIC, MAGIC_SIZE) != 0)
		return -EINVAL;
	for (unsigned int i = 0; i <= NAME_SIZE; i++)
		if (hexadecimal(r->at + MAGIC_SIZE + i * DIGITS, &r->field[i]) != 0)
			return -EINVAL;
	head = padded(HEADER_SIZE + (size_t)r->field[NAME_SIZE]);
	size = r->field[SIZE];
	if (r->field[NAME_SIZE] < 2 || head > left || size > left - head ||
	    r->at[HEADER_SIZE + r->field[NAME_SIZE] - 1] != '\0')
		return -EINVAL;
	r->path = r->at + HEADER_SIZE;
	r->path_length = strlen(r->path);
	r->content = r->at + head;
	r->at = r->content + (padded(size) < left - head ? padded(size) : left - head);
	return strcmp(r->path, TRAILER) != 0;
}

static struct archive_node *child(struct archive_node *directory, const char *name, size_t length)
{
	struct archive_node *n = directory->first;

	while (n && (n->length != length || memcmp(n->name, name, length) != 0))
		n = n->next;
	return n;
}

static struct archive_node *new_node(uint32_t mode)
{
	struct archive_node *n = calloc(1, sizeof(*n));

	if (!n)
		return NULL;
	n->node.ops = &archive_ops;
	n->node.mode = mode;
	n->node.links = 1;
	n->place = &n->first;
	return n;
}

/* Find the directory of an entry, and the last part of the entry's path. An archive lists each directory before its contents. */
static struct archive_node *parent_of(struct archive_node *root, struct reader *r)
{
	const char *path = r->path, *slash;

	if (path[0] == '.' && path[1] == '/')
		path += 2;
	while ((slash = strchr(path, '/'))) {
		root = child(root, path, (size_t)(slash - path));
		if (!root || (root->node.mode & POSIX_S_TYPE) != POSIX_S_DIRECTORY)
			return NULL;
		path = slash + 1;
	}
	r->path_length = strlen(path);
	r->path = path;
	return r->path_length && r->path_length <= VFS_NAME_MAX ? root : NULL;
}

static int add(struct archive_node *root, struct reader *r, uint64_t number)
{
	struct archive_node *parent = parent_of(root, r), *n;

	if (!parent)
		return strcmp(r->path, ".") == 0 ? 0 : -EINVAL;
	n = new_node(r->field[MODE]);
	if (!n)
		return -ENOMEM;
	n->node.parent = &parent->node;
	n->node.inode = number;
	n->node.size = r->field[SIZE];
	n->node.modified.seconds = r->field[TIME];
	n->node.accessed = n->node.changed = n->node.modified;
	n->name = r->path;
	n->length = r->path_length;
	n->content = r->content;
	n->number = number;
	if ((n->node.mode & POSIX_S_TYPE) == POSIX_S_LINK) {
		n->target = malloc((size_t)r->field[SIZE] + 1);
		if (!n->target)
			return -ENOMEM;
		memcpy(n->target, r->content, r->field[SIZE]);
		n->target[r->field[SIZE]] = '\0';
	}
	*parent->place = n;
	parent->place = &n->next;
	return 0;
}

int archive_open(const void *start, const void *end, struct vfs_node **root)
{
	struct reader r = {.at = start, .end = end};
	struct archive_node *top = new_node(POSIX_S_DIRECTORY | 0555);
	uint64_t number = 1;
	int more;

	if (!top)
		return -ENOMEM;
	top->node.inode = number++;
	while ((more = read_entry(&r)) == 1) {
		int error = add(top, &r, number++);

		if (error)
			return error;
	}
	*root = &top->node;
	return more;
}

static int lookup(struct vfs_node *directory, const char *name, size_t length,
		  struct vfs_node **found)
{
	struct archive_node *n = child(archive_of(directory), name, length);

	if (!n)
		return -ENOENT;
	/* All nodes stay: they have a link for ever. */
	*found = vfs_hold(&n->node);
	n->node.device = directory->device;
	return 0;
}

static int entry(struct vfs_node *directory, uint64_t *number, struct vfs_entry *e)
{
	for (struct archive_node *n = archive_of(directory)->first; n; n = n->next)
		if (n->number > *number) {
			*e = (struct vfs_entry){n->name, n->length, n->node.inode, n->node.mode};
			*number = n->number;
			return 1;
		}
	return 0;
}

static int64_t read_content(struct vfs_node *node, void *to, size_t size, int64_t at)
{
	if (at >= node->size)
		return 0;
	if (size > (uint64_t)(node->size - at))
		size = (size_t)(node->size - at);
	memcpy(to, archive_of(node)->content + at, size);
	return (int64_t)size;
}

static const char *target(struct vfs_node *node)
{
	return archive_of(node)->target;
}

static const struct vfs_ops archive_ops = {
    .lookup = lookup, .entry = entry, .read = read_content, .target = target};

const char *archive_content(const struct vfs_node *node)
{
	return node->ops == &archive_ops ? ((const struct archive_node *)node)->content : NULL;
}
