/* SPDX-License-Identifier: BSD-3-Clause */
/* From a path to a node (POSIX 4.13, pathname resolution). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "inside.h"

/* The rest of the path: the caller's, or a symbolic link's target with the caller's rest behind it. */
struct route {
	const char *left;
	char *own; /* allocated for a link, or NULL */
	unsigned int links;
};

static struct vfs_node *start_of(int at, const char *path, int *error)
{
	struct file *file;
	struct vfs_node *node;

	*error = 0;
	if (!vfs_working) {
		*error = -ENOENT;
		return NULL;
	}
	if (*path == '/')
		return vfs_mounts[0].root;
	if (at == POSIX_AT_FDCWD)
		return vfs_working;
	file = file_of(at);
	node = file ? vfs_of(file) : NULL;
	*error = !file ? -EBADF : !node || !vfs_is(node, POSIX_S_DIRECTORY) ? -ENOTDIR : 0;
	return node;
}

/* Go one name down from walk->directory. */
static int step(struct vfs_walk *walk)
{
	struct vfs_node *mounted;
	int error;

	walk->node = NULL;
	if (!vfs_is(walk->directory, POSIX_S_DIRECTORY))
		return -ENOTDIR;
	mounted = vfs_mounted(walk->directory, walk->name, walk->length);
	if (mounted) {
		walk->node = vfs_hold(mounted);
		return 0;
	}
	error =
	    walk->directory->ops->lookup(walk->directory, walk->name, walk->length, &walk->node);
	return error == -ENOENT ? 0 : error;
}

/* Go on at the target of the link walk->node; the rest of the path comes behind it. */
static int follow_link(struct vfs_walk *walk, struct route *route)
{
	const char *target = walk->node->ops->target(walk->node);
	size_t n = strlen(target), rest = strlen(route->left);
	char *path;

	if (++route->links > VFS_LINK_MAX)
		return -ELOOP;
	if (n + 1 + rest >= VFS_PATH_MAX)
		return -ENAMETOOLONG;
	if (n == 0)
		return -ENOENT;
	path = malloc(n + 1 + rest + 1);
	if (!path)
		return -ENOMEM;
	memcpy(path, target, n);
	path[n] = '/';
	memcpy(path + n + (rest > 0), route->left, rest + 1);
	if (rest == 0)
		path[n] = '\0';
	free(route->own);
	route->own = path;
	route->left = path;
	vfs_drop(walk->node);
	walk->node = NULL;
	if (*path == '/') {
		vfs_drop(walk->directory);
		walk->directory = vfs_hold(vfs_mounts[0].root);
	}
	return 0;
}

/* Cut the next name off. @return 1, 0: the path is at its end, or -ENAMETOOLONG */
static int next_name(struct vfs_walk *walk, struct route *route)
{
	const char *end;

	while (*route->left == '/')
		route->left++;
	if (*route->left == '\0')
		return 0;
	end = strchr(route->left, '/');
	walk->length = end ? (size_t)(end - route->left) : strlen(route->left);
	if (walk->length > VFS_NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(walk->name, route->left, walk->length);
	walk->name[walk->length] = '\0';
	route->left += walk->length;
	return 1;
}

static bool is_dots(const struct vfs_walk *walk)
{
	return walk->name[0] == '.' &&
	       (walk->length == 1 || (walk->length == 2 && walk->name[1] == '.'));
}

/* The named node becomes the directory for the next name. */
static int descend(struct vfs_walk *walk)
{
	if (!walk->node)
		return -ENOENT;
	if (!vfs_is(walk->node, POSIX_S_DIRECTORY))
		return -ENOTDIR;
	vfs_drop(walk->directory);
	walk->directory = walk->node;
	walk->node = NULL;
	return 0;
}

/* `.` and `..` are no names of entries: the walk stands in the directory itself then. */
static int dots(struct vfs_walk *walk)
{
	struct vfs_node *up = walk->length == 2 ? walk->directory->parent : walk->directory;

	if (!vfs_is(walk->directory, POSIX_S_DIRECTORY))
		return -ENOTDIR;
	vfs_hold(up);
	vfs_drop(walk->directory);
	walk->directory = up;
	walk->node = vfs_hold(up);
	walk->length = 0;
	walk->name[0] = '\0';
	return 0;
}

static int follow_path(struct vfs_walk *walk, struct route *route, bool follow)
{
	int error = next_name(walk, route);

	if (error <= 0) {
		walk->node = vfs_hold(walk->directory); /* nothing but slashes */
		return error;
	}
	for (;;) {
		bool last = route->left[strspn(route->left, "/")] == '\0';

		error = is_dots(walk) ? dots(walk) : step(walk);
		if (error)
			return error;
		walk->slash = last && *route->left == '/';
		if (walk->node && vfs_is(walk->node, POSIX_S_LINK) &&
		    (!last || follow || walk->slash)) {
			error = follow_link(walk, route);
			if (!error && next_name(walk, route) == 0) {
				walk->length = 0; /* the link leads to the root */
				walk->node = vfs_hold(walk->directory);
				return 0;
			}
		} else if (last) {
			return 0;
		} else {
			error = descend(walk);
			if (!error)
				error = next_name(walk, route) < 0 ? -ENAMETOOLONG : 0;
		}
		if (error)
			return error;
	}
}

int vfs_walk(int at, const char *path, bool follow, struct vfs_walk *walk)
{
	struct route route = {path, NULL, 0};
	struct vfs_node *start;
	int error;

	if (*path == '\0')
		return -ENOENT;
	if (strnlen(path, VFS_PATH_MAX) == VFS_PATH_MAX)
		return -ENAMETOOLONG;
	start = start_of(at, path, &error);
	if (error)
		return error;
	walk->directory = vfs_hold(start);
	walk->node = NULL;
	walk->length = 0;
	walk->name[0] = '\0';
	walk->slash = false;
	error = follow_path(walk, &route, follow);
	if (!error && walk->slash && walk->node && !vfs_is(walk->node, POSIX_S_DIRECTORY))
		error = -ENOTDIR;
	free(route.own);
	if (error)
		vfs_walk_end(walk);
	return error;
}

void vfs_walk_end(struct vfs_walk *walk)
{
	if (walk->node)
		vfs_drop(walk->node);
	vfs_drop(walk->directory);
}
