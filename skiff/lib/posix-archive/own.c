/* SPDX-License-Identifier: BSD-3-Clause */
/* The image's own archive. */
#include <skiff/config.h>
#include <skiff/init.h>
#include <skiff/posix/archive.h>

extern const char archive_start[], archive_end[];

static void archive_init(void)
{
	struct vfs_node *root;

	if (archive_open(archive_start, archive_end, &root) == 0)
		vfs_mount(CONFIG_POSIX_ARCHIVE_PATH, root);
}
/* The root first. */
#ifdef CONFIG_POSIX_ARCHIVE_ROOT
INIT(INIT_SCHED, archive_init);
#else
INIT(INIT_DEVICE, archive_init);
#endif
