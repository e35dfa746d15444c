/* SPDX-License-Identifier: BSD-3-Clause */
/* Paths: what a file system provides, and the calls that take names. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <skiff/posix/abi.h>
#include <skiff/posix/file.h>

#define VFS_NAME_MAX 255  /* bytes of a name, without the 0 */
#define VFS_PATH_MAX 4096 /* bytes of a path, with the 0 */
#define VFS_LINK_MAX 8	  /* limit of symbolic links in a path */

struct vfs_node;

/** An entry of a directory. */
struct vfs_entry {
	const char *name; /* not ended by a 0 */
	size_t length;	  /* bytes of it */
	uint64_t inode;	  /* number of the node */
	uint32_t mode;	  /* its type */
};

/** Operations of a file system; all return a negative error number on failure. In a read-only file system some are NULL: then
 * the calls fail with EROFS. Names are not ended by a 0. */
struct vfs_ops {
	/* The node of a name in a directory, held for the caller, or -ENOENT */
	int (*lookup)(struct vfs_node *directory, const char *name, size_t length,
		      struct vfs_node **found);
	/* The first entry with a number above *number, which is set to its number. @return 1, or 0: none */
	int (*entry)(struct vfs_node *directory, uint64_t *number, struct vfs_entry *entry);
	/* A new file, directory, link or device, held for the caller; the name isn't taken */
	int (*create)(struct vfs_node *directory, const char *name, size_t length, uint32_t mode,
		      struct vfs_node **made);
	/* Another name of a node */
	int (*link)(struct vfs_node *directory, const char *name, size_t length,
		    struct vfs_node *node);
	/* Remove an existing name, of a file or of an empty directory */
	int (*remove)(struct vfs_node *directory, const char *name, size_t length);
	/* Content of a file; a hole reads as zeros */
	int64_t (*read)(struct vfs_node *node, void *to, size_t size, int64_t at);
	int64_t (*write)(struct vfs_node *node, const void *from, size_t size, int64_t at);
	int (*truncate)(struct vfs_node *node, int64_t size);
	/* Memory that is this part of a file from now on, until the node is released, also for read and
	 * write; `at` is a multiple of POSIX_PAGE_SIZE. NULL: there is none. The member may be NULL */
	void *(*map)(struct vfs_node *node, int64_t at, size_t size);
	/* Bring a file, or all of the file system, to its medium. The member may be NULL: it has none */
	int (*sync)(struct vfs_node *node);
	/* Where a symbolic link leads to, 0-ended */
	const char *(*target)(struct vfs_node *node);
	int (*set_target)(struct vfs_node *node, const char *target);
	/* The operations of a device file that is opened */
	const struct file_ops *(*device)(struct vfs_node *node);
	/* Release a node that no name and no descriptor refers to */
	void (*release)(struct vfs_node *node);
};

/** A file, directory, link or device of a file system, which allocates it with its own data behind.
 */
struct vfs_node {
	const struct vfs_ops *ops;
	struct vfs_node *parent; /* of a directory */
	uint64_t inode;
	uint32_t mode;	/* POSIX_S_* and permissions, which aren't checked: there is one user */
	uint32_t links; /* names */
	uint32_t references; /* open files and calls under way */
	uint32_t device;     /* number of the file system, set by vfs_mount */
	int64_t size;
	uint64_t special; /* number of a device */
	struct posix_timespec accessed, modified, changed;
};

/** Keep a node. */
static inline struct vfs_node *vfs_hold(struct vfs_node *node)
{
	node->references++;
	return node;
}
/** Give it back. */
void vfs_drop(struct vfs_node *node);

/** Set the times of a node to now: of its content, or of its attributes only. */
void vfs_touch(struct vfs_node *node, bool content);

/** Make the root of a file system appear as a directory of another, or as the root ("/"), which must be the first. The name in
 * the other need not be there before.
 * @return 0, -ENOSPC: no more mounts, -ENOENT or -ENOTDIR: the directory above, -EBUSY: one is there already */
int vfs_mount(const char *path, struct vfs_node *root);

/** The end of a path. */
struct vfs_walk {
	struct vfs_node *directory;  /* that the last name is in; held */
	struct vfs_node *node;	     /* the named node, held; NULL: there is none */
	char name[VFS_NAME_MAX + 1]; /* the last name, empty for `/`, `.` and `..` */
	size_t length;		     /* of it */
	bool slash;		     /* the path ends with a slash: only a directory fits */
};

/** Follow a path.
 * @param at      descriptor of the directory that a relative path begins at, or POSIX_AT_FDCWD
 * @param follow  the last name too, if it is a symbolic link
 * @return 0: walk is filled, to be given to vfs_walk_end; a missing last name is no error. Or -ENOENT, -ENOTDIR, -ELOOP,
 *         -ENAMETOOLONG, -EBADF, -ENOMEM */
int vfs_walk(int at, const char *path, bool follow, struct vfs_walk *walk);
/** Release the nodes that a walk holds. */
void vfs_walk_end(struct vfs_walk *walk);

/** Fill the status of a node. */
void vfs_stat(const struct vfs_node *node, struct posix_stat *to);

/** The node of an open file of a file system, or NULL: it is none. */
struct vfs_node *vfs_of(const struct file *file);

/** Result of statfs (struct statfs64). */
struct posix_statfs {
	int64_t type, block_size, blocks, blocks_free, blocks_available, files, files_free;
	int32_t id[2];
	int64_t name_length, fragment, flags, spare[4];
};

/** Linux's openat. */
int64_t sys_openat(int at, const char *path, unsigned int flags, uint32_t mode);
/** Linux's newfstatat. */
int64_t sys_newfstatat(int at, const char *path, struct posix_stat *to, unsigned int flags);
/** Linux's faccessat. */
int64_t sys_faccessat(int at, const char *path, int mode);
/** Linux's mkdirat. */
int64_t sys_mkdirat(int at, const char *path, uint32_t mode);
/** Linux's mknodat. */
int64_t sys_mknodat(int at, const char *path, uint32_t mode, uint64_t device);
/** Linux's unlinkat. */
int64_t sys_unlinkat(int at, const char *path, unsigned int flags);
/** Linux's renameat. */
int64_t sys_renameat(int at, const char *path, int to_at, const char *to);
/** Linux's renameat2. */
int64_t sys_renameat2(int at, const char *path, int to_at, const char *to, unsigned int flags);
/** Linux's linkat. */
int64_t sys_linkat(int at, const char *path, int to_at, const char *to, unsigned int flags);
/** Linux's symlinkat. */
int64_t sys_symlinkat(const char *target, int at, const char *path);
/** Linux's readlinkat. */
int64_t sys_readlinkat(int at, const char *path, char *to, size_t size);
/** Linux's truncate. */
int64_t sys_truncate(const char *path, int64_t size);
/** Linux's fchmod. */
int64_t sys_fchmod(int fd, uint32_t mode);
/** Linux's fchmodat. */
int64_t sys_fchmodat(int at, const char *path, uint32_t mode);
/** Linux's fchown. */
int64_t sys_fchown(int fd, uint32_t user, uint32_t group);
/** Linux's fchownat. */
int64_t sys_fchownat(int at, const char *path, uint32_t user, uint32_t group, unsigned int flags);
/** Linux's utimensat. */
int64_t sys_utimensat(int at, const char *path, const struct posix_timespec times[2],
		      unsigned int flags);
/** Linux's umask. */
int64_t sys_umask(uint32_t mask);
/** Linux's getdents64. */
int64_t sys_getdents64(int fd, void *to, size_t size);
/** Linux's getcwd. */
int64_t sys_getcwd(char *to, size_t size);
/** Linux's chdir. */
int64_t sys_chdir(const char *path);
/** Linux's fchdir. */
int64_t sys_fchdir(int fd);
/** Linux's statfs. */
int64_t sys_statfs(const char *path, struct posix_statfs *to);
/** Linux's fstatfs. */
int64_t sys_fstatfs(int fd, struct posix_statfs *to);
/** Linux's sync. */
int64_t sys_sync(void);
