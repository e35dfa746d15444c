/* SPDX-License-Identifier: BSD-3-Clause */
/* A file with the current name servers of DHCP (resolv.conf(5)). */
#include <stdio.h>
#include <string.h>
#include <skiff/init.h>
#include <skiff/net.h>
#include <skiff/posix/vfs.h>

#define SERVERS	  (sizeof(net_name_servers) / sizeof(net_name_servers[0]))
#define LINE_SIZE sizeof("nameserver 255.255.255.255\n")

static size_t make_text(char *to, size_t space)
{
	size_t length = 0;

	for (size_t i = 0; i < SERVERS; i++) {
		const uint8_t *a = (const uint8_t *)&net_name_servers[i];

		if (net_name_servers[i])
			length +=
			    (size_t)snprintf(to + length, space - length,
					     "nameserver %d.%d.%d.%d\n", a[0], a[1], a[2], a[3]);
	}
	return length;
}

static int64_t read_text(struct vfs_node *node, void *to, size_t size, int64_t at)
{
	char text[SERVERS * LINE_SIZE + 1];

	node->size = (int64_t)make_text(text, sizeof(text));
	if (at >= node->size)
		return 0;
	if (size > (uint64_t)(node->size - at))
		size = (size_t)(node->size - at);
	memcpy(to, text + at, size);
	return (int64_t)size;
}

static const struct vfs_ops ops = {.read = read_text};
static struct vfs_node node = {.ops = &ops, .inode = 1, .mode = POSIX_S_REGULAR | 0444, .links = 1};

/* The folder may exist, or its file system may be read-only. */
static void resolver_init(void)
{
	sys_mkdirat(POSIX_AT_FDCWD, "/etc", 0755);
	vfs_mount("/etc/resolv.conf", &node);
}
INIT(INIT_SERVICE, resolver_init);
